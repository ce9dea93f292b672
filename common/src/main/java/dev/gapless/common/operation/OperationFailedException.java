package dev.gapless.common.operation;

/** An operation cannot succeed, however often it is tried. */
public final class OperationFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and what to do, for operators */
    public OperationFailedException(String message) {
        super(message);
    }
}
