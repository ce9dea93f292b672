package dev.gapless.scheduler.objective;

import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.instants.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges the completeness objective with the answers of a planning round. Its mark is in the database, so that a
 * scheduler that takes over, or starts again, judges all that fell due in between. Used by the one thread that plans.
 */
public final class ObjectiveRound {

    private final ObjectiveLedger ledger;
    private final ObjectiveJudge judge;
    private final ObjectiveProperties properties;
    private final DatabaseClock clock;
    private final MeterRegistry meters;
    private final Map<StreamId, Entry> answers = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private Map<String, ObjectiveSeconds> judged = Map.of();

    ObjectiveRound(
            ObjectiveLedger ledger,
            ObjectiveJudge judge,
            ObjectiveProperties properties,
            DatabaseClock clock,
            MeterRegistry meters) {
        this.ledger = ledger;
        this.judge = judge;
        this.properties = properties;
        this.clock = clock;
        this.meters = meters;
    }

    /** Forgets the answers of an earlier round. */
    public void begin() {
        answers.clear();
        now = clock.instant();
    }

    /** What is missing of a stream. */
    public void answered(StreamId stream, Entry answer) {
        answers.put(stream, answer);
    }

    /** These were not planned after all, so nothing is known of them. */
    public void failed(List<Followed> streams) {
        streams.forEach(stream -> answers.remove(stream.stream()));
    }

    /**
     * Judges all streams when it is time; to be called in a transaction, and {@link #publish} after it.
     *
     * @return sources judged
     */
    public int judge(List<Followed> streams) {
        judged = Map.of();
        @Nullable Instant before = ledger.judgedTo().orElse(null);
        if (before != null && before.plus(properties.judgeEvery()).isAfter(now)) {
            return 0;
        }
        judge.retain(streams.stream().map(Followed::stream).collect(Collectors.toSet()));
        Map<String, ObjectiveSeconds> sums = new HashMap<>();
        for (Followed followed : streams) {
            StreamId stream = followed.stream();
            ObjectiveSeconds seconds = judge.judge(followed, answers.get(stream), before == null ? now : before, now);
            sums.merge(stream.source(), seconds, ObjectiveSeconds::plus);
        }
        ledger.add(sums, now, properties.period().multipliedBy(2));
        judged = sums;
        return sums.size();
    }

    /** Counts what was judged and is in the database. */
    public void publish() {
        judged.forEach((source, seconds) -> {
            meters.counter("gapless.slo.due.seconds", "source", source).increment(seconds.due());
            meters.counter("gapless.slo.late.seconds", "source", source).increment(seconds.late());
            meters.counter("gapless.slo.revoked.seconds", "source", source).increment(seconds.revoked());
        });
        judged = Map.of();
    }
}
