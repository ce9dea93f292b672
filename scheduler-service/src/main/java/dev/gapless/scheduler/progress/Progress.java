package dev.gapless.scheduler.progress;

import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.polls.PollId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies what a miner says to the row that its slice was made from. The same word twice is the same as once. */
final class Progress {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private final ProgressLedger ledger;
    private final Judge judge;
    private final Clock clock;
    private final MeterRegistry meters;

    Progress(ProgressLedger ledger, Judge judge, Clock clock, MeterRegistry meters) {
        this.ledger = ledger;
        this.judge = judge;
        this.clock = clock;
        this.meters = meters;
    }

    void apply(MiningProgress slice) {
        Instant now = clock.instant();
        Optional<StreamId> polled = PollId.parse(slice.gapId());
        boolean applied = polled.isPresent() ? toPoll(polled.get(), slice, now) : toGap(slice, now);
        boolean heard = applied || ledger.filled(slice.gapId(), slice.epoch());
        String outcome = heard ? slice.outcome().name().toLowerCase(Locale.ROOT) : "stale";
        meters.counter("gapless.mining.outcomes", "outcome", outcome).increment();
    }

    private boolean toGap(MiningProgress slice, Instant now) {
        Optional<Integer> attempts = ledger.attempts(slice.gapId(), slice.epoch());
        if (attempts.isEmpty()) {
            return false;
        }
        Verdict verdict = judge.after(slice, attempts.get(), now);
        boolean applied = ledger.apply(slice.gapId(), slice.epoch(), verdict, now);
        if (applied && (slice.outcome() == Outcome.FAILED || slice.outcome() == Outcome.REFUSED)) {
            LOG.warn(
                    "slice-failed task={} outcome={} state={} attempts={}",
                    slice.taskId(),
                    slice.outcome(),
                    verdict.state(),
                    verdict.attempts());
        }
        return applied;
    }

    private boolean toPoll(StreamId stream, MiningProgress slice, Instant now) {
        return ledger.poll(stream, slice.epoch())
                .filter(poll -> {
                    boolean failed = slice.outcome() == Outcome.FAILED || slice.outcome() == Outcome.REFUSED;
                    int attempts = failed ? poll.attempts() + 1 : 0;
                    Instant next = judge.nextPoll(slice, poll.attempts(), poll.period(), now);
                    String resume = slice.outcome() == Outcome.COMPLETED ? null : slice.resume();
                    return ledger.applyPoll(stream, slice.epoch(), resume, next, attempts, slice.reason());
                })
                .isPresent();
    }
}
