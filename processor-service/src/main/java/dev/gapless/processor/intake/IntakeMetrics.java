package dev.gapless.processor.intake;

import dev.gapless.common.message.Door;
import dev.gapless.common.message.Topics;
import dev.gapless.processor.changes.Change;
import dev.gapless.processor.deadletters.RefusedRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts what has become visible: called after a transaction has ended, never before. */
final class IntakeMetrics {

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<Door, Timer> endToEnd = new EnumMap<>(Door.class);

    IntakeMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        for (Door door : Door.values()) {
            endToEnd.put(
                    door,
                    Timer.builder("gapless.end.to.end")
                            .description("from an item's receipt to its change being readable")
                            .tag("door", door.name())
                            .publishPercentileHistogram()
                            .minimumExpectedValue(Duration.ofMillis(5))
                            .maximumExpectedValue(Duration.ofMinutes(1))
                            .register(registry));
        }
    }

    void ended(Batch batch, Verdict verdict) {
        Instant now = clock.instant();
        Map<Door, Integer> processed = new EnumMap<>(Door.class);
        for (Run run : batch.runs()) {
            processed.merge(door(run.partition().topic()), run.records().size(), Integer::sum);
        }
        for (ParkedRecord parked : verdict.parked()) {
            processed.merge(door(parked.raw().topic()), -1, Integer::sum);
        }
        processed.forEach((door, count) -> registry.counter("gapless.processed.records", "door", door.name())
                .increment(count));
        Map<String, Integer> published = new HashMap<>();
        for (Change change : verdict.changes()) {
            published.merge(change.kind().word(), 1, Integer::sum);
            Timer timer = endToEnd.get(change.captured().door());
            if (timer != null) {
                timer.record(Duration.between(change.captured().receivedAt(), now));
            }
        }
        published.forEach((operation, count) -> registry.counter("gapless.changes.published", "operation", operation)
                .increment(count));
        for (RefusedRecord refused : verdict.refused()) {
            registry.counter(
                            "gapless.dead.letters",
                            "source",
                            refused.source(),
                            "rule",
                            refused.letter().rule())
                    .increment();
        }
    }

    private static Door door(String topic) {
        return topic.equals(Topics.CAPTURED_LIVE) ? Door.LIVE : Door.MINED;
    }

    /** A batch that has to be taken again. */
    void retried(Class<?> cause) {
        registry.counter("gapless.processor.retries", "cause", cause.getSimpleName())
                .increment();
    }
}
