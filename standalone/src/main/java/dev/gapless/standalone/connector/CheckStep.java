package dev.gapless.standalone.connector;

import org.jspecify.annotations.Nullable;

/**
 * One step of a check and what it came to.
 *
 * @param step such as {@code dns} or {@code page}
 * @param stream that it concerns; null when it concerns the whole source
 * @param detail what was found, or the cause of the failure; never a secret
 * @param remedy what to do; null unless it failed
 */
public record CheckStep(
        String step,
        @Nullable String stream,
        Result result,
        String detail,
        @Nullable String remedy) {

    /** What a step came to. */
    public enum Result {
        OK,
        FAILED,

        /** It could not be tried, for the reason in {@link CheckStep#detail}. */
        SKIPPED
    }

    static CheckStep ok(String step, @Nullable String stream, String detail) {
        return new CheckStep(step, stream, Result.OK, detail, null);
    }

    static CheckStep failed(String step, @Nullable String stream, String cause, String remedy) {
        return new CheckStep(step, stream, Result.FAILED, cause, remedy);
    }

    static CheckStep skipped(String step, @Nullable String stream, String reason) {
        return new CheckStep(step, stream, Result.SKIPPED, reason, null);
    }

    public boolean failed() {
        return result == Result.FAILED;
    }
}
