package dev.gapless.processor.intake;

/** Whether this process wants to end. */
final class StopFlag {

    private volatile boolean requested;

    void request() {
        requested = true;
    }

    boolean requested() {
        return requested;
    }
}
