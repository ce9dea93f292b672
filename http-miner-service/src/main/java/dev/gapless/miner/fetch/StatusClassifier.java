package dev.gapless.miner.fetch;

import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Cause;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a status other than 200 means. */
final class StatusClassifier {

    private StatusClassifier() {}

    /**
     * Some platforms refuse a call for its limit with 403, and say so in headers only. A bare 503 is a failure like any
     * 5xx (RFC 9110, 15.6.4); with such headers it is a limit. A redirect is not followed: it would carry the
     * credential to a host that the manifest does not name.
     *
     * @param pauseUntil what the answer's headers say of limits; null when they say nothing
     */
    static FetchOutcome of(int status, @Nullable Instant pauseUntil) {
        if (status == 429 || ((status == 403 || status == 503) && pauseUntil != null)) {
            return new Throttled(pauseUntil);
        }
        if (status == 401 || status == 403) {
            return new Unauthorised(status);
        }
        if (status == 404 || status == 410) {
            return new Absent(status);
        }
        if (status == 408 || status >= 500) {
            return new TransientFault(Cause.SERVER, "status %d".formatted(status));
        }
        return new PermanentFault("status %d (expected: 200)".formatted(status));
    }
}
