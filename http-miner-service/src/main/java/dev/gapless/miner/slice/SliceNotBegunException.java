package dev.gapless.miner.slice;

/** A slice that cannot begin; nothing was asked of the upstream. */
public final class SliceNotBegunException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient SliceResult end;

    public SliceNotBegunException(SliceResult end) {
        super(end.reason());
        this.end = end;
    }

    /** What is told of it. */
    public SliceResult end() {
        return end;
    }
}
