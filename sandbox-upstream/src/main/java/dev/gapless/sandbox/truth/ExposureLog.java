package dev.gapless.sandbox.truth;

import java.util.BitSet;

/** Which versions were shown by which path. Guarded by the log. */
final class ExposureLog {

    private final BitSet live = new BitSet();
    private final BitSet http = new BitSet();

    /** True when it was not known yet. */
    boolean add(long seq, ExposurePath path) {
        BitSet seen = of(path);
        int bit = Math.toIntExact(seq);
        boolean fresh = !seen.get(bit);
        seen.set(bit);
        return fresh;
    }

    boolean has(long seq, ExposurePath path) {
        return of(path).get(Math.toIntExact(seq));
    }

    private BitSet of(ExposurePath path) {
        return switch (path) {
            case LIVE -> live;
            case HTTP -> http;
        };
    }
}
