package dev.gapless.miner.slice;

import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.miner.delivery.PublishResult.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a slice.
 *
 * @param resume null to begin anew
 * @param retryAt with LIMITED
 * @param reason with FAILED, GONE and REFUSED, and with LIMITED where it is not the upstream that wants the pause
 * @param keptFrom with GONE: the first position that the source still keeps; null where it does not tell
 */
public record SliceResult(
        Outcome outcome,
        @Nullable String resume,
        @Nullable Instant retryAt,
        @Nullable String reason,
        @Nullable Long keptFrom) {

    /** Without a word about what the source keeps. */
    public SliceResult(Outcome outcome, @Nullable String resume, @Nullable Instant retryAt, @Nullable String reason) {
        this(outcome, resume, retryAt, reason, null);
    }

    /** The scheduler sends no task of what is stopped, so this is how long one waits that it sent just before. */
    private static final Duration WHILE_STOPPED = Duration.ofSeconds(5);

    /** The same, with the records that the task has delivered so far beside its resume point. */
    SliceResult standingOn(List<RecordSpan> records) {
        return new SliceResult(outcome, new SliceResume(records, resume).write(), retryAt, reason, keptFrom);
    }

    public static SliceResult advanced(@Nullable String resume) {
        return new SliceResult(Outcome.ADVANCED, resume, null, null);
    }

    static SliceResult completed() {
        return new SliceResult(Outcome.COMPLETED, null, null, null);
    }

    static SliceResult limited(@Nullable String resume, DeferredCall later) {
        return new SliceResult(Outcome.LIMITED, resume, later.until(), later.reason());
    }

    /** The walk goes on at {@code retryAt}, for a reason of ours. */
    public static SliceResult limited(@Nullable String resume, Instant retryAt, String reason) {
        return new SliceResult(Outcome.LIMITED, resume, retryAt, reason);
    }

    /** Stopped by an operator: the walk goes on where it is, soon after the stop has ended. */
    static SliceResult withheld(@Nullable String resume, Instant now) {
        return limited(resume, now.plus(WHILE_STOPPED), MiningProgress.STOPPED);
    }

    public static SliceResult failed(@Nullable String resume, String reason) {
        return new SliceResult(Outcome.FAILED, resume, null, reason);
    }

    /** What was found could not be delivered. */
    public static SliceResult undelivered(@Nullable String resume, Failed failed) {
        return failed.forGood() ? refused(failed.reason()) : failed(resume, failed.reason());
    }

    /** The source does not keep this any more. */
    public static SliceResult gone(String reason, @Nullable Long keptFrom) {
        return new SliceResult(Outcome.GONE, null, null, reason, keptFrom);
    }

    /** Refused for good: more tries in a row would cost as many calls, and end so too. */
    static SliceResult givenUp(String reason) {
        return refused(MiningProgress.GIVEN_UP + reason);
    }

    /** The walk begins anew next time: what it proved so far is covered, and its resume point may be what is wrong. */
    public static SliceResult refused(String reason) {
        return new SliceResult(Outcome.REFUSED, null, null, reason);
    }
}
