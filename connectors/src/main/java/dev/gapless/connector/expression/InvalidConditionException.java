package dev.gapless.connector.expression;

/** A text is no condition; the message says where and why. */
public final class InvalidConditionException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidConditionException(String message) {
        super(message);
    }
}
