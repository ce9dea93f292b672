package dev.gapless.common.operation;

import org.jspecify.annotations.Nullable;

/**
 * The end of a replica's work on an operation.
 *
 * @param text of {@link Result#COMPLETED} the result as JSON, of the failures the error; null with
 *     {@link Result#RELEASED}
 */
public record OperationOutcome(Result result, @Nullable String text) {

    /** What follows from it. */
    public enum Result {
        COMPLETED,
        /** Not to be tried again. */
        FAILED,
        /** To be tried again after a pause, a limited number of times. */
        INTERRUPTED,
        /** Given back: another replica may take it at once. */
        RELEASED
    }

    private static final int MAX_ERROR = 2_000;

    static OperationOutcome completed(String result) {
        return new OperationOutcome(Result.COMPLETED, result);
    }

    static OperationOutcome failed(Result result, String error) {
        String text = error.replace('\0', ' ');
        return new OperationOutcome(result, text.substring(0, Math.min(text.length(), MAX_ERROR)));
    }

    static OperationOutcome released() {
        return new OperationOutcome(Result.RELEASED, null);
    }
}
