package dev.gapless.sandbox.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens for each account's credential: 25 requests a second and 50 at once, unless it is set otherwise.
 */
final class SandboxRateLimit {

    private static final double NANOS = 1e9;

    /**
     * What each credential may ask for.
     *
     * @param perSecond requests in the long run, 1 to 10,000
     * @param burst requests at once after a pause, 1 to 10,000
     * @param told answers have headers that say what is left
     * @param shared a credential opens all accounts, and not only its own
     */
    record Quota(int perSecond, int burst, boolean told, boolean shared) {

        static final Quota STANDARD = new Quota(25, 50, true, false);

        private static final int MAX = 10_000;

        Quota {
            require("perSecond", perSecond);
            require("burst", burst);
        }

        private static void require(String name, int value) {
            if (value < 1 || value > MAX) {
                throw new BadParameterException(name, Integer.toString(value), "1 to " + MAX);
            }
        }
    }

    /**
     * What a request came to.
     *
     * @param limit requests that may come at once after a pause
     * @param remaining requests that may follow at once
     * @param resetSeconds until all of the limit may
     */
    record Left(boolean allowed, int limit, int remaining, int resetSeconds) {}

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private volatile Quota quota = Quota.STANDARD;

    SandboxRateLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** From now on; a bucket that holds more than the new burst loses the rest. */
    void set(Quota replacement) {
        quota = replacement;
    }

    /** False when no answer says what is left, nor for how long a refusal holds. */
    boolean told() {
        return quota.told();
    }

    boolean shared() {
        return quota.shared();
    }

    /** @param account whose credential is shown */
    Left take(String account) {
        return buckets.computeIfAbsent(account, id -> new Bucket(nanoTime.getAsLong(), quota.burst()))
                .take(nanoTime.getAsLong(), quota);
    }

    private static final class Bucket {
        private double tokens;
        private long at;

        Bucket(long at, int tokens) {
            this.at = at;
            this.tokens = tokens;
        }

        synchronized Left take(long now, Quota quota) {
            tokens = Math.min(quota.burst(), tokens + Math.max(0, now - at) / NANOS * quota.perSecond());
            at = now;
            boolean allowed = tokens >= 1;
            if (allowed) {
                tokens--;
            }
            return new Left(allowed, quota.burst(), (int) tokens, (int)
                    Math.ceil((quota.burst() - tokens) / quota.perSecond()));
        }
    }
}
