package dev.gapless.common.operation;

/** The replica must stop its work on an operation: it was paused, cancelled or lost, or the replica shuts down. */
public final class OperationStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OperationStoppedException(String reason) {
        super(reason);
    }
}
