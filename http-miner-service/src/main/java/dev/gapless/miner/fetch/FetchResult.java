package dev.gapless.miner.fetch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of one call, and the limits that its answer shows, whatever its status.
 *
 * @param pauseUntil the upstream wants no call with this credential before; null when it says no such thing
 * @param left what is left of the credential's quota; null when nothing is, or when the answer does not say
 * @param quotaTold the answer says what is left of the quota, be it nothing
 */
public record FetchResult(
        FetchOutcome outcome,
        @Nullable Instant pauseUntil,
        @Nullable QuotaLeft left,
        boolean quotaTold) {

    /** An outcome with what is left of the quota, where something is. */
    public FetchResult(FetchOutcome outcome, @Nullable Instant pauseUntil, @Nullable QuotaLeft left) {
        this(outcome, pauseUntil, left, left != null);
    }

    /** An outcome without a word about what is left. */
    public FetchResult(FetchOutcome outcome, @Nullable Instant pauseUntil) {
        this(outcome, pauseUntil, null);
    }

    /** An outcome without a word about limits. */
    public FetchResult(FetchOutcome outcome) {
        this(outcome, null);
    }
}
