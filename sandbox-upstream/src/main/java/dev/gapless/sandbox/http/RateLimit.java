package dev.gapless.sandbox.http;

import java.util.HashMap;
import java.util.Map;

/** A bucket of tokens for each credential. */
final class RateLimit {

    private static final double PER_SECOND = 25;
    private static final double BURST = 50;
    private static final double NANOS = 1e9;

    private static final class Bucket {
        private double tokens = BURST;
        private long at = System.nanoTime();
    }

    /** What is left after a request. */
    record Left(boolean allowed, int remaining, int resetSeconds) {}

    private final Map<String, Bucket> buckets = new HashMap<>();

    synchronized Left take(String credential) {
        Bucket bucket = buckets.computeIfAbsent(credential, name -> new Bucket());
        long now = System.nanoTime();
        bucket.tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / NANOS * PER_SECOND);
        bucket.at = now;
        boolean allowed = bucket.tokens >= 1;
        if (allowed) {
            bucket.tokens--;
        }
        return new Left(allowed, (int) bucket.tokens, (int) Math.ceil((BURST - bucket.tokens) / PER_SECOND));
    }

    static int limit() {
        return (int) BURST;
    }
}
