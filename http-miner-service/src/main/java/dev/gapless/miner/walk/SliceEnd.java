package dev.gapless.miner.walk;

import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.miner.delivery.Receipt.Failed;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a slice ended.
 *
 * @param resume null to begin anew
 * @param retryAt with LIMITED
 * @param reason with FAILED, GONE and REFUSED, and with LIMITED where it is not the upstream that wants the pause
 */
record SliceEnd(
        Outcome outcome,
        @Nullable String resume,
        @Nullable Instant retryAt,
        @Nullable String reason) {

    /** The same, with the records that the task has delivered so far beside its resume point. */
    SliceEnd standingOn(List<RecordSpan> records) {
        return new SliceEnd(outcome, new SliceResume(records, resume).write(), retryAt, reason);
    }

    static SliceEnd advanced(@Nullable String resume) {
        return new SliceEnd(Outcome.ADVANCED, resume, null, null);
    }

    static SliceEnd completed() {
        return new SliceEnd(Outcome.COMPLETED, null, null, null);
    }

    static SliceEnd limited(@Nullable String resume, Instant retryAt) {
        return new SliceEnd(Outcome.LIMITED, resume, retryAt, null);
    }

    /** The walk goes on at {@code retryAt}, for a reason of ours. */
    static SliceEnd limited(@Nullable String resume, Instant retryAt, String reason) {
        return new SliceEnd(Outcome.LIMITED, resume, retryAt, reason);
    }

    static SliceEnd failed(@Nullable String resume, String reason) {
        return new SliceEnd(Outcome.FAILED, resume, null, reason);
    }

    /** What was found could not be delivered. */
    static SliceEnd undelivered(@Nullable String resume, Failed failed) {
        return failed.forGood() ? refused(failed.reason()) : failed(resume, failed.reason());
    }

    /** The source does not keep this any more. */
    static SliceEnd gone(String reason) {
        return new SliceEnd(Outcome.GONE, null, null, reason);
    }

    /** The walk begins anew next time: what it proved so far is covered, and its resume point may be what is wrong. */
    static SliceEnd refused(String reason) {
        return new SliceEnd(Outcome.REFUSED, null, null, reason);
    }
}
