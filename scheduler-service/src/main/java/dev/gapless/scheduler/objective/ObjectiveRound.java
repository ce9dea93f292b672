package dev.gapless.scheduler.objective;

import dev.gapless.common.metrics.TaggedGauges;
import dev.gapless.scheduler.planning.LateStreams;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Judges the completeness objective by how far the streams lag now. The time up to which it is judged is in the
 * database. Any number of schedulers judge each second once. The next scheduler judges the time in which none ran.
 */
final class ObjectiveRound {

    private static final Duration LATELY = Duration.ofHours(1);

    private final ObjectiveLedger ledger;
    private final StreamObjectiveLedger objectives;
    private final LateStreams streams;
    private final ObjectiveProperties properties;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;
    private final MeterRegistry meters;
    private final TaggedGauges targets;

    ObjectiveRound(
            ObjectiveLedger ledger,
            StreamObjectiveLedger objectives,
            LateStreams streams,
            ObjectiveProperties properties,
            TransactionOperations transactions,
            DatabaseClock clock,
            MeterRegistry meters) {
        this.ledger = ledger;
        this.objectives = objectives;
        this.streams = streams;
        this.properties = properties;
        this.transactions = transactions;
        this.clock = clock;
        this.meters = meters;
        this.targets = TaggedGauges.ofShares(meters, "gapless.slo.target.ratio", "the objective of a stream");
    }

    /** Judges what has passed since the last judgement, when it is time. Counters count what is in the database. */
    void run() {
        Map<ObjectiveScope, ObjectiveSeconds> judged = Objects.requireNonNull(transactions.execute(status -> judge()));
        judged.forEach((scope, seconds) -> {
            meters.counter("gapless.slo.due.seconds", "source", scope.source(), "stream", scope.stream())
                    .increment(seconds.due());
            meters.counter("gapless.slo.late.seconds", "source", scope.source(), "stream", scope.stream())
                    .increment(seconds.late());
        });
        showTargets();
    }

    /** Of all streams that any scheduler judged lately. */
    private void showTargets() {
        Map<ObjectiveScope, StreamObjective> own = objectives.all();
        Map<Tags, Double> shown = new HashMap<>();
        ledger.last(LATELY, clock.instant()).keySet().stream()
                .filter(scope -> !scope.stream().isEmpty())
                .forEach(scope -> {
                    StreamObjective objective = own.get(scope);
                    shown.put(
                            Tags.of("source", scope.source(), "stream", scope.stream()),
                            objective == null ? properties.target() : objective.target());
                });
        targets.show(shown);
    }

    private Map<ObjectiveScope, ObjectiveSeconds> judge() {
        Instant before = ledger.lock(clock.instant());
        // read again: another scheduler may have held the lock and moved the mark
        Instant now = clock.instant();
        Duration elapsed = Duration.between(before, now);
        if (elapsed.compareTo(properties.judgeEvery()) < 0) {
            return Map.of();
        }
        double all = seconds(elapsed);
        double seen = Math.min(all, seconds(properties.blindAfter()));
        Map<ObjectiveScope, ObjectiveSeconds> judged = new HashMap<>();
        for (LateStreams.Count count : streams.count(now, properties.within())) {
            double late = count.late() * seen + count.streams() * (all - seen);
            judged.put(
                    new ObjectiveScope(count.source(), count.stream()),
                    new ObjectiveSeconds(count.streams() * all, late));
        }
        ledger.add(judged, now, properties.period().multipliedBy(2));
        return judged;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
