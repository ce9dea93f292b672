package dev.gapless.miner.walk;

import dev.gapless.miner.slice.SliceResult;

/** A slice that cannot begin; nothing was asked of the upstream. */
final class SliceNotBegunException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient SliceResult end;

    SliceNotBegunException(SliceResult end) {
        super(end.reason());
        this.end = end;
    }

    /** What is told of it. */
    SliceResult end() {
        return end;
    }
}
