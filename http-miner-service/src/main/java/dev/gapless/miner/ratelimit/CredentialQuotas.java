package dev.gapless.miner.ratelimit;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What status calls have told this process of credentials. It knows when each was asked for last, and until when what
 * is left of it is kept for polls. Credentials that are not used any more are forgotten. Safe for many threads.
 */
public final class CredentialQuotas {

    /** Longer than any quota's status is asked for again. */
    private static final Duration FORGOTTEN = Duration.ofHours(2);

    private static final Duration SWEEP = Duration.ofMinutes(10);

    /** Times are ns since this object began; {@code keptUntil} is null while nothing is kept. */
    private record Known(long askedAt, @Nullable Long keptUntil) {}

    private final ConcurrentMap<RateLimitKey, Known> known = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private final long begun;
    private final AtomicLong sweptAt = new AtomicLong();

    /** @param nanos goes on evenly, as {@link System#nanoTime()} does */
    public CredentialQuotas(LongSupplier nanos) {
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
    }

    /** True for one caller in so long: it is to ask for the credential's status. */
    public boolean due(RateLimitKey credential, Duration every) {
        long now = now();
        forgetOld(now);
        boolean[] due = new boolean[1];
        known.compute(credential, (same, before) -> {
            due[0] = before == null || now - before.askedAt() >= every.toNanos();
            return due[0] ? new Known(now, before == null ? null : before.keptUntil()) : before;
        });
        return due[0];
    }

    /** What is left is kept for polls for so long; zero when it is not. */
    public void keep(RateLimitKey credential, Duration until) {
        Long end = until.isPositive() ? Long.valueOf(now() + until.toNanos()) : null;
        known.computeIfPresent(credential, (same, before) -> new Known(before.askedAt(), end));
    }

    /** For how long what is left is still kept for polls; null when it is not. */
    public @Nullable Duration kept(RateLimitKey credential) {
        Known one = known.get(credential);
        Long end = one == null ? null : one.keptUntil();
        long left = end == null ? 0 : end - now();
        return left > 0 ? Duration.ofNanos(left) : null;
    }

    /** How many credentials are remembered. */
    int size() {
        return known.size();
    }

    private void forgetOld(long now) {
        long swept = sweptAt.get();
        if (now - swept > SWEEP.toNanos() && sweptAt.compareAndSet(swept, now)) {
            known.values().removeIf(one -> now - one.askedAt() > FORGOTTEN.toNanos());
        }
    }

    private long now() {
        return nanos.getAsLong() - begun;
    }
}
