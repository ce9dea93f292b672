package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counts decisions, a batch at a time. */
@Component
final class CommitMeters {

    private record Kind(String source, String stream, IngestPath path, Decision decision) {}

    private final MeterRegistry meters;

    CommitMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    void count(List<Item> items, List<Decision> decisions) {
        Map<Kind, Integer> counts = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            counts.merge(new Kind(item.source(), item.stream(), item.path(), decisions.get(i)), 1, Integer::sum);
        }
        counts.forEach((kind, count) -> meters.counter(
                        "gapless.committed.items",
                        "source",
                        kind.source(),
                        "stream",
                        kind.stream(),
                        "path",
                        kind.path().name().toLowerCase(Locale.ROOT),
                        "decision",
                        kind.decision().name())
                .increment(count));
    }
}
