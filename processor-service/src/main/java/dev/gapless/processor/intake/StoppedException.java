package dev.gapless.processor.intake;

/** The process is stopping: the batch at hand is given up, and read again after the start. */
final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("stopping");
    }
}
