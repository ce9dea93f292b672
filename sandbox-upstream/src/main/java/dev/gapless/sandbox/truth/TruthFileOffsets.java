package dev.gapless.sandbox.truth;

import java.util.Arrays;

/** Where in the file each version's line begins; the first version is number 1. Guarded by the log. */
final class TruthFileOffsets {

    private long[] at = new long[1024];
    private int count;

    void add(long offset) {
        if (count == at.length) {
            at = Arrays.copyOf(at, count * 2);
        }
        at[count++] = offset;
    }

    int count() {
        return count;
    }

    /** @param end what to answer for the version after the last */
    long of(long seq, long end) {
        return seq > count ? end : at[Math.toIntExact(seq - 1)];
    }
}
