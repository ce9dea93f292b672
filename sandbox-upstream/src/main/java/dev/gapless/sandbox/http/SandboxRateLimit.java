package dev.gapless.sandbox.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** A bucket of tokens for each account's credential: 25 requests a second, 50 at once. */
final class SandboxRateLimit {

    static final int PER_SECOND = 25;
    static final int BURST = 50;
    private static final double NANOS = 1e9;

    /**
     * What a request came to.
     *
     * @param remaining requests that may follow at once
     * @param resetSeconds until all 50 may
     */
    record Left(boolean allowed, int remaining, int resetSeconds) {}

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    SandboxRateLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    Left take(String account) {
        return buckets.computeIfAbsent(account, id -> new Bucket(nanoTime.getAsLong()))
                .take(nanoTime.getAsLong());
    }

    private static final class Bucket {
        private double tokens = BURST;
        private long at;

        Bucket(long at) {
            this.at = at;
        }

        synchronized Left take(long now) {
            tokens = Math.min(BURST, tokens + Math.max(0, now - at) / NANOS * PER_SECOND);
            at = now;
            boolean allowed = tokens >= 1;
            if (allowed) {
                tokens--;
            }
            return new Left(allowed, (int) tokens, (int) Math.ceil((BURST - tokens) / PER_SECOND));
        }
    }
}
