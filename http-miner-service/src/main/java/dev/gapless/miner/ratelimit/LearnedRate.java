package dev.gapless.miner.ratelimit;

import java.time.Duration;

/**
 * What refusals have taught of a limit that the source does not tell. A refusal takes the rate down by a share; time
 * takes it up by the same amount each second, until the manifest's rate is reached. Times are µs of one clock that goes
 * on evenly.
 *
 * @param perSecond calls a second at {@code since}
 * @param since when the last refusal was counted
 */
record LearnedRate(double perSecond, long since) {

    /** What is left of the rate after a refusal. */
    static final double KEPT = 0.7;

    /** Of the manifest's rate, the least that refusals lead to: the way up must be found again. */
    static final double LEAST = 1 / 16d;

    /** In which the rate would climb from nothing to the manifest's. */
    static final Duration CLIMB = Duration.ofMinutes(5);

    private static final double MICROS = 1e6;
    private static final double CLIMB_MICROS = CLIMB.toNanos() / 1e3;

    /**
     * From call to call at this moment, in µs. It is never shorter than the manifest's, and never so long that it would
     * hold a call for longer after the rate has climbed.
     */
    long intervalMicros(RateLimit pace, long now) {
        double rate = rate(pace, now);
        double climbing = CLIMB_MICROS * (1 - rate / pace.requestsPerSecond());
        double interval = Math.min(MICROS / rate, pace.intervalMicros() + climbing);
        return Math.max(pace.intervalMicros(), (long) Math.ceil(interval));
    }

    private double rate(RateLimit pace, long now) {
        double climbed = pace.requestsPerSecond() * Math.max(0, now - since) / CLIMB_MICROS;
        return Math.min(pace.requestsPerSecond(), perSecond + climbed);
    }

    /** What the first refusal teaches. */
    static LearnedRate first(RateLimit pace, long now) {
        return new LearnedRate(pace.requestsPerSecond() * KEPT, now);
    }

    /**
     * A call was refused. Those that were made before the last refusal was counted belong to it: many at once are one.
     *
     * @param asked when the call was made
     */
    LearnedRate refused(RateLimit pace, long now, long asked) {
        if (asked <= since) {
            return this;
        }
        double least = pace.requestsPerSecond() * LEAST;
        return new LearnedRate(Math.max(least, rate(pace, now) * KEPT), now);
    }

    /** The manifest's rate is reached again, so that nothing is left to remember. */
    boolean forgotten(long now) {
        return now - since > CLIMB_MICROS;
    }
}
