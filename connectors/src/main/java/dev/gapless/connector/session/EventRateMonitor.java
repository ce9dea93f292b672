package dev.gapless.connector.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often an account's stream delivers, and whether it has stopped. A stream that stays open and says nothing may be
 * blind; one that is merely quiet looks the same. So the longest pause of late counts as well as the mean, and each
 * suspicion that nothing came of doubles the patience. Outlives connections. Safe for many threads.
 */
final class EventRateMonitor {

    /** With fewer pauses seen there is nothing to judge by. */
    private static final int ENOUGH = 20;

    /** If events came at random, one silence in half a billion would be so long by chance. */
    private static final double MEANS = 20;

    private static final double MAX_PAUSES = 3;
    private static final double WEIGHT = 0.02;
    private static final double FADING = 0.99;
    private static final int MAX_DOUBLINGS = 10;

    private double mean;
    private double longest;
    private int seen;
    private int suspicions;
    private @Nullable Instant last;

    synchronized void event(Instant at) {
        if (last != null && !at.isBefore(last)) {
            double pause = Duration.between(last, at).toNanos();
            mean = seen == 0 ? pause : mean + WEIGHT * (pause - mean);
            longest = Math.max(longest * FADING, pause);
            seen++;
        }
        suspicions = 0;
        last = at;
    }

    /** A connection began: the time without one is no pause of the stream's. */
    synchronized void interrupted() {
        last = null;
    }

    /** @param silence since the last event, or since the connection is there */
    synchronized boolean tooQuiet(Duration silence) {
        return seen >= ENOUGH && silence.toNanos() > usual() * (1L << suspicions);
    }

    /** The same without the patience that suspicions have earned it: for a silence that is over. */
    synchronized boolean unusual(Duration silence) {
        return seen >= ENOUGH && silence.toNanos() > usual();
    }

    private double usual() {
        return Math.max(MEANS * mean, MAX_PAUSES * longest);
    }

    /** True from a suspicion to the next event. */
    synchronized boolean suspicious() {
        return suspicions > 0;
    }

    synchronized void suspected() {
        suspicions = Math.min(MAX_DOUBLINGS, suspicions + 1);
    }
}
