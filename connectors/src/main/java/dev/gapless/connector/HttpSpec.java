package dev.gapless.connector;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The backfill path.
 *
 * @param timeout from the first byte sent to the last byte read
 * @param maxPageBytes a longer body is refused unread
 * @param requestsPerSecond what one credential may ask for, over all pods
 * @param burst how many requests may come at once after a pause
 * @param breaker when calls are left out because they are refused or fail
 * @param used how answers tell what was used of a quota; null where they tell what is left, or nothing
 */
public record HttpSpec(
        URI baseUrl,
        Duration timeout,
        int maxPageBytes,
        double requestsPerSecond,
        int burst,
        BreakerSpec breaker,
        @Nullable UsedQuota used) {

    /** Of a source without a paged API: nothing is called. */
    public static final HttpSpec NONE = new HttpSpec(URI.create("http://none.invalid"), Duration.ofSeconds(1), 0, 1, 1);

    /** Whose answers do not tell what was used. */
    public HttpSpec(
            URI baseUrl, Duration timeout, int maxPageBytes, double requestsPerSecond, int burst, BreakerSpec breaker) {
        this(baseUrl, timeout, maxPageBytes, requestsPerSecond, burst, breaker, null);
    }

    /** With the breaker of a manifest that does not say. */
    public HttpSpec(URI baseUrl, Duration timeout, int maxPageBytes, double requestsPerSecond, int burst) {
        this(baseUrl, timeout, maxPageBytes, requestsPerSecond, burst, BreakerSpec.DEFAULT);
    }
}
