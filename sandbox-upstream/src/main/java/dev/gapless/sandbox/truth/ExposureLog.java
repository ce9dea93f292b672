package dev.gapless.sandbox.truth;

import java.util.BitSet;

/** Which versions were shown by which door. Guarded by the log. */
final class ExposureLog {

    private final BitSet live = new BitSet();
    private final BitSet http = new BitSet();

    /** True when it was not known yet. */
    boolean add(long seq, ExposurePath door) {
        BitSet seen = of(door);
        int bit = Math.toIntExact(seq);
        boolean fresh = !seen.get(bit);
        seen.set(bit);
        return fresh;
    }

    boolean has(long seq, ExposurePath door) {
        return of(door).get(Math.toIntExact(seq));
    }

    private BitSet of(ExposurePath door) {
        return switch (door) {
            case LIVE -> live;
            case HTTP -> http;
        };
    }
}
