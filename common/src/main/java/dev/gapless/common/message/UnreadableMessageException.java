package dev.gapless.common.message;

/** Bytes on one of our own topics or interfaces are not the message they should be. */
public final class UnreadableMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableMessageException(String message) {
        super(message);
    }

    UnreadableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
