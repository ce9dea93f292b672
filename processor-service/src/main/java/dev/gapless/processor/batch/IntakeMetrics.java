package dev.gapless.processor.batch;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.changes.Change;
import dev.gapless.processor.deadletters.RefusedRecord;
import dev.gapless.processor.offsets.ParkedRecord;
import dev.gapless.processor.offsets.PartitionRun;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts what has become visible: called after a transaction has ended, never before. */
public final class IntakeMetrics {

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<IngestPath, Timer> endToEnd = new EnumMap<>(IngestPath.class);

    public IntakeMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        for (IngestPath path : IngestPath.values()) {
            endToEnd.put(
                    path,
                    Timer.builder("gapless.end.to.end")
                            .description("from an item's receipt to its change being readable")
                            .tag("path", path.name())
                            .publishPercentileHistogram()
                            .minimumExpectedValue(Duration.ofMillis(5))
                            .maximumExpectedValue(Duration.ofMinutes(1))
                            .register(registry));
        }
    }

    public void ended(RecordBatch batch, CommitResult verdict) {
        Instant now = clock.instant();
        Map<IngestPath, Integer> processed = new EnumMap<>(IngestPath.class);
        for (PartitionRun run : batch.runs()) {
            processed.merge(path(run.partition().topic()), run.records().size(), Integer::sum);
        }
        for (ParkedRecord parked : verdict.parked()) {
            processed.merge(path(parked.raw().topic()), -1, Integer::sum);
        }
        processed.forEach((path, count) -> registry.counter("gapless.processed.records", "path", path.name())
                .increment(count));
        Map<String, Integer> published = new HashMap<>();
        for (Change change : verdict.changes()) {
            published.merge(change.kind().word(), 1, Integer::sum);
            Timer timer = endToEnd.get(change.captured().path());
            if (timer != null) {
                record(timer, Duration.between(change.captured().receivedAt(), now), change.trace());
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

    /** Within the record's trace where that is sampled, so that the histogram's bucket names the trace. */
    private static void record(Timer timer, Duration time, SpanContext trace) {
        if (!trace.isSampled()) {
            timer.record(time);
            return;
        }
        try (Scope _ = Span.wrap(trace).makeCurrent()) {
            timer.record(time);
        }
    }

    private static IngestPath path(String topic) {
        return topic.equals(TopicNames.CAPTURED_LIVE) ? IngestPath.LIVE : IngestPath.MINED;
    }

    /** A batch that has to be taken again. */
    public void retried(Class<?> cause) {
        registry.counter("gapless.processor.retries", "cause", cause.getSimpleName())
                .increment();
    }
}
