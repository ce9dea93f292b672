package dev.gapless.scheduler.schedules;

import dev.gapless.common.position.MicrosecondTime;
import java.time.Duration;

/** The instants at which a stream is polled, in µs since the epoch. */
public interface PollTicks {

    /** The last tick that is no later. */
    long last(long position);

    /** The first tick that is later. */
    long next(long position);

    /** True when a missing range that still grows is long enough to be read now. */
    default boolean isWorth(long from, long to) {
        return last(to) > from;
    }

    /** As often as a manifest says. */
    static PollTicks every(Duration period) {
        return new IntervalTicks(Math.max(1, MicrosecondTime.of(period)), 0);
    }
}
