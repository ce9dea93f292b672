package dev.gapless.miner.ratelimit;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * How long to pause when a source refuses a call for its limit and does not say for how long: 5 s, and twice as long
 * each time until a call succeeds, at most an hour. Calls that were made before the pause began belong to the refusal
 * that began it. Safe for many threads.
 */
public final class PendingPauses {

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final Duration MAX = Duration.ofHours(1);

    /** @param begun on the clock of {@link #now()} */
    private record Pause(long begun, Duration length) {}

    private final ConcurrentMap<RateLimitKey, Pause> pauses = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /** @param nanos goes on evenly, as {@link System#nanoTime()} does */
    public PendingPauses(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The present, for the two methods below: when a call is made. */
    public long now() {
        return nanos.getAsLong();
    }

    /** @return what is left of the pause; never negative */
    public Duration refused(RateLimitKey key, long asked) {
        long now = now();
        Pause pause = pauses.compute(key, (same, before) -> {
            if (before == null) {
                return new Pause(now, FIRST);
            }
            return asked - before.begun <= 0 ? before : new Pause(now, twice(before.length));
        });
        Duration left = pause.length.minusNanos(now - pause.begun);
        return left.isNegative() ? Duration.ZERO : left;
    }

    public void succeeded(RateLimitKey key, long asked) {
        pauses.computeIfPresent(key, (same, pause) -> asked - pause.begun <= 0 ? pause : null);
    }

    private static Duration twice(Duration length) {
        Duration doubled = length.multipliedBy(2);
        return doubled.compareTo(MAX) > 0 ? MAX : doubled;
    }
}
