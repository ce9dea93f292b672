package dev.gapless.sandbox.truth;

import java.util.BitSet;

/** Which versions were shown by which door. Guarded by the log. */
final class Exposures {

    private final BitSet live = new BitSet();
    private final BitSet http = new BitSet();

    /** True when it was not known yet. */
    boolean add(long seq, Door door) {
        BitSet seen = of(door);
        int bit = Math.toIntExact(seq);
        boolean fresh = !seen.get(bit);
        seen.set(bit);
        return fresh;
    }

    boolean has(long seq, Door door) {
        return of(door).get(Math.toIntExact(seq));
    }

    private BitSet of(Door door) {
        return switch (door) {
            case LIVE -> live;
            case HTTP -> http;
        };
    }
}
