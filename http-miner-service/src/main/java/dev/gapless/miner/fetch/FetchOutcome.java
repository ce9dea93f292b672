package dev.gapless.miner.fetch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one call came to. */
public sealed interface FetchOutcome {

    /**
     * A 200 answer, whole.
     *
     * @param pauseUntil the answer says that nothing is left of the rate limit until then; null when it says no such
     *     thing
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Answered(byte[] body, @Nullable Instant pauseUntil) implements FetchOutcome {}

    /** The upstream asks to slow down. */
    record Throttled(Instant retryAt) implements FetchOutcome {}

    /** The credential is refused. */
    record Unauthorised(int status) implements FetchOutcome {}

    /** There is nothing at this address: 404, or 410 where there was something once. */
    record Absent(int status) implements FetchOutcome {}

    /** The same request may succeed later. */
    record TransientFault(Cause cause, String reason) implements FetchOutcome {}

    /** The request is wrong or its answer unacceptable; repeating it cannot help. */
    record PermanentFault(String reason) implements FetchOutcome {}

    /** Whose fault a {@link TransientFault} is. */
    enum Cause {
        SERVER,
        TIMEOUT,
        NETWORK
    }
}
