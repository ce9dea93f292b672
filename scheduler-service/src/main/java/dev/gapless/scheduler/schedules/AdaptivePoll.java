package dev.gapless.scheduler.schedules;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an account stands, as far as its period depends on it.
 *
 * @param connected whether its live connection stands and covers a stream
 * @param reliability the share of about the last day in which that was so, from 0 to 1
 * @param itemsPerDay that mining delivered, since the midnight before the last one (UTC)
 * @param at when it was looked at; null before the first time
 */
record AdaptivePoll(
        String source,
        String account,
        boolean connected,
        double reliability,
        double itemsPerDay,
        @Nullable Instant at) {

    /** Of an account that was never looked at. */
    static final double UNKNOWN = 0.5;

    /** The same a while later: the time since the last look counts as what is seen now. */
    AdaptivePoll seen(Duration memory, Instant now) {
        double weight = at == null || !now.isAfter(at)
                ? 0
                : -Math.expm1(-(double) Duration.between(at, now).toMillis() / memory.toMillis());
        double seen = reliability + weight * ((connected ? 1 : 0) - reliability);
        return new AdaptivePoll(source, account, connected, seen, itemsPerDay, now);
    }
}
