package dev.gapless.simulation.kafka;

/** Not known to be in the log. */
final class LostException extends Exception {

    private static final long serialVersionUID = 1L;

    LostException() {
        super("not acknowledged", null, false, false);
    }
}
