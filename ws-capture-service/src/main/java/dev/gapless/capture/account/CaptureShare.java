package dev.gapless.capture.account;

/**
 * How much of all accounts this process captures, by its share of the assignments' partitions. Of a limit that all
 * processes keep together it takes as much. Safe for many threads.
 */
public final class CaptureShare {

    private volatile double share = 1;

    /**
     * @param partitions that this process has now; without any it counts as having one
     * @param all partitions of the assignments; at least 1
     */
    public void holds(int partitions, int all) {
        share = Math.max(1, partitions) / (double) all;
    }

    /** Above 0, at most 1. */
    double now() {
        return share;
    }
}
