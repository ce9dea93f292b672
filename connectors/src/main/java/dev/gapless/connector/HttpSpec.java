package dev.gapless.connector;

import java.net.URI;
import java.time.Duration;

/**
 * The backfill path.
 *
 * @param timeout from the first byte sent to the last byte read
 * @param maxPageBytes a longer body is refused unread
 * @param requestsPerSecond what one credential may ask for, over all pods
 * @param burst how many requests may come at once after a pause
 * @param breaker when calls are left out because they are refused or fail
 * @param quota how the quota of a credential is known and divided
 */
public record HttpSpec(
        URI baseUrl,
        Duration timeout,
        int maxPageBytes,
        double requestsPerSecond,
        int burst,
        BreakerSpec breaker,
        QuotaRules quota) {

    /** Of a source without a paged API: nothing is called. */
    public static final HttpSpec NONE = new HttpSpec(URI.create("http://none.invalid"), Duration.ofSeconds(1), 0, 1, 1);

    /** Without rules for quotas. */
    public HttpSpec(
            URI baseUrl, Duration timeout, int maxPageBytes, double requestsPerSecond, int burst, BreakerSpec breaker) {
        this(baseUrl, timeout, maxPageBytes, requestsPerSecond, burst, breaker, QuotaRules.NONE);
    }

    /** With the breaker of a manifest that does not say. */
    public HttpSpec(URI baseUrl, Duration timeout, int maxPageBytes, double requestsPerSecond, int burst) {
        this(baseUrl, timeout, maxPageBytes, requestsPerSecond, burst, BreakerSpec.DEFAULT);
    }
}
