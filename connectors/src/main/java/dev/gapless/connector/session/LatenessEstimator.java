package dev.gapless.connector.session;

import org.jspecify.annotations.Nullable;

/**
 * How far behind the proofs a stream's items come, learned from those that did: the 99.9th percentile and a quarter
 * more, within bounds. Old measurements fade. What came later than the upper bound is no measure of what is usual and
 * is left out. It causes a retraction instead. Safe for many threads.
 */
final class LatenessEstimator {

    private static final double TOLERATED = 0.001;
    private static final double RESERVE = 1.25;
    private static final int FULL = 20_000;
    private static final int STEPS_PER_DOUBLING = 8;
    private static final int BUCKETS = 42 * STEPS_PER_DOUBLING;

    private final long least;
    private final long most;

    /** There once something was measured. No count exceeds the total, so 16 bits hold it. */
    private char @Nullable [] counts;

    private int total;
    private long margin;

    /**
     * @param least in µs; also what holds before anything is measured
     * @param most in µs
     */
    LatenessEstimator(long least, long most) {
        this.least = least;
        this.most = Math.max(least, most);
        this.margin = least;
    }

    /** @param micros how far an item stands behind what was proven before it came */
    synchronized void saw(long micros) {
        if (micros > most) {
            return;
        }
        char[] counted = counts == null ? new char[BUCKETS] : counts;
        counts = counted;
        counted[bucket(Math.max(1, micros))]++;
        if (++total == FULL) {
            fade(counted);
        }
        margin = Math.clamp((long) (quantile(counted) * RESERVE), least, most);
    }

    /** In µs. */
    synchronized long margin() {
        return margin;
    }

    private double quantile(char[] counted) {
        long above = 0;
        for (int i = BUCKETS - 1; i >= 0; i--) {
            above += counted[i];
            if (above > total * TOLERATED) {
                return Math.pow(2, (double) (i + 1) / STEPS_PER_DOUBLING);
            }
        }
        return 0;
    }

    private void fade(char[] counted) {
        total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counted[i] = (char) (counted[i] / 2);
            total += counted[i];
        }
    }

    private static int bucket(long micros) {
        return Math.min(BUCKETS - 1, (int) (Math.log((double) micros) / Math.log(2) * STEPS_PER_DOUBLING));
    }
}
