package dev.gapless.chaos;

import java.io.Serial;

/** This machine, or this user, cannot make the fault. */
final class FaultNotPossibleException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    FaultNotPossibleException(String message) {
        super(message);
    }
}
