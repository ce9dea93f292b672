package dev.gapless.capture.conversation;

/** The ledger does not answer, or has not got so far in time. */
final class StateUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    StateUnavailableException(String message) {
        super(message);
    }
}
