package dev.gapless.checkpoint.undo;

import dev.gapless.checkpoint.undo.UndoResult.OfStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes concluded deletes. Each restoration takes the ordinary way of a captured record, so that it is decided and
 * published like any other change; whoever asks again before it arrived sends a duplicate.
 *
 * <p>What the walks that concluded them had proven is void, and is taken back first: should this end halfway, too
 * little is claimed and not too much.
 */
final class UndoService {

    private static final Logger LOG = LoggerFactory.getLogger(UndoService.class);

    private static final class Count {
        private long items;
        private final Set<String> by = new LinkedHashSet<>();
    }

    private final InferredDeleteStore buried;
    private final RestorePublisher restorations;
    private final EvidenceRetraction proofs;
    private final Clock clock;

    UndoService(InferredDeleteStore buried, RestorePublisher restorations, EvidenceRetraction proofs, Clock clock) {
        this.buried = buried;
        this.restorations = restorations;
        this.proofs = proofs;
        this.clock = clock;
    }

    /** @param dryRun only tells what would be undone */
    UndoResult undo(UndoRequest wanted, boolean dryRun) {
        Map<String, Count> streams = new LinkedHashMap<>();
        List<String> asked = wanted.items();
        Set<String> missing = asked == null ? new HashSet<>() : new LinkedHashSet<>(asked);
        buried.each(wanted, batch -> {
            List<InferredDeleteRow> firstOfTask = new ArrayList<>();
            batch.forEach(item -> {
                Count count = streams.computeIfAbsent(item.stream().key(), key -> new Count());
                count.items++;
                if (count.by.add(item.buriedBy())) {
                    firstOfTask.add(item);
                }
                missing.remove(item.itemId());
            });
            if (!dryRun) {
                proofs.takeBack(firstOfTask);
                restorations.send(batch, clock.instant());
            }
        });
        List<OfStream> told = new ArrayList<>();
        streams.forEach((stream, count) -> told.add(new OfStream(stream, count.items, List.copyOf(count.by))));
        long items = told.stream().mapToLong(OfStream::items).sum();
        LOG.info("deletions-undone source={} items={} streams={} dry={}", wanted.source(), items, told.size(), dryRun);
        return new UndoResult(dryRun, items, told, List.copyOf(missing));
    }
}
