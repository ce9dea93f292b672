package dev.gapless.miner.fetch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one call came to, and what its answer says of limits, whatever its status.
 *
 * @param pauseUntil the upstream wants no call with this credential before; null when it says no such thing
 */
public record FetchResult(FetchOutcome outcome, @Nullable Instant pauseUntil) {

    /** An outcome without a word about limits. */
    public FetchResult(FetchOutcome outcome) {
        this(outcome, null);
    }
}
