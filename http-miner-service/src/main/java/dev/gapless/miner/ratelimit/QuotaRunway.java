package dev.gapless.miner.ratelimit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * For how long what a source says is left of a quota lasts, at the pace at which it shrank lately. Other programs that
 * use the credential shrink it too, and are part of the figure. Each source's gauge is that of the credential that is
 * used up first. Safe for many threads.
 */
public final class QuotaRunway {

    /** What was not said for longer is old. */
    private static final double KEPT_SECONDS = 300;

    /** No plan looks further ahead. */
    private static final double MOST_SECONDS = 86_400;

    /** Answers that are closer together are taken as one. */
    private static final double STEP_SECONDS = 1;

    private static final double NEW = 0.3;
    private static final double NANOS = 1e9;

    /**
     * @param calls that were left
     * @param perSecond how fast that shrank; null before it was seen to shrink
     */
    private record Left(long calls, long at, @Nullable Double perSecond) {

        Left then(long moreCalls, long now) {
            double seconds = (now - at) / NANOS;
            if (seconds < STEP_SECONDS) {
                return this;
            }
            if (moreCalls > calls) {
                // it was filled again
                return new Left(moreCalls, now, perSecond);
            }
            double pace = (calls - moreCalls) / seconds;
            return new Left(moreCalls, now, perSecond == null ? pace : NEW * pace + (1 - NEW) * perSecond);
        }

        double seconds(long now) {
            return perSecond == null || perSecond <= 0
                    ? MOST_SECONDS
                    : Math.clamp(calls / perSecond - (now - at) / NANOS, 0, MOST_SECONDS);
        }
    }

    private final ConcurrentMap<RateLimitKey, Left> left = new ConcurrentHashMap<>();
    private final Set<String> sources = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanos;
    private final MeterRegistry meters;

    /** @param nanos goes on evenly, as {@link System#nanoTime()} does */
    public QuotaRunway(LongSupplier nanos, MeterRegistry meters) {
        this.nanos = nanos;
        this.meters = meters;
    }

    /** An answer says that so many calls are left. */
    public void left(RateLimitKey credential, long calls) {
        long now = nanos.getAsLong();
        left.compute(
                credential, (same, before) -> before == null ? new Left(calls, now, null) : before.then(calls, now));
        if (sources.add(credential.source())) {
            Gauge.builder("gapless.upstream.quota.runway.seconds", this, all -> all.seconds(credential.source()))
                    .tag("source", credential.source())
                    .register(meters);
        }
    }

    private double seconds(String source) {
        long now = nanos.getAsLong();
        left.values().removeIf(each -> (now - each.at()) / NANOS > KEPT_SECONDS);
        return left.entrySet().stream()
                .filter(entry -> entry.getKey().source().equals(source))
                .mapToDouble(entry -> entry.getValue().seconds(now))
                .min()
                .orElse(MOST_SECONDS);
    }
}
