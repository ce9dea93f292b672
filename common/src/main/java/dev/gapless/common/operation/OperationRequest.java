package dev.gapless.common.operation;

import org.jspecify.annotations.Nullable;

/**
 * The request that started an operation.
 *
 * @param target what it works on, as {@code source/account/stream}, shortened from the right; empty for everything
 * @param parameters of its kind, as JSON
 * @param requestedBy the name of the caller
 */
public record OperationRequest(OperationKind kind, String target, String parameters, String requestedBy) {

    private static final int MAX_PARAMETERS = 2_000_000;

    public OperationRequest {
        if (parameters.length() > MAX_PARAMETERS) {
            throw new IllegalArgumentException(
                    "parameters: %d characters (expected: at most %d)".formatted(parameters.length(), MAX_PARAMETERS));
        }
    }

    /** The source that it works on; null when that may be more than one. */
    public @Nullable String source() {
        int slash = target.indexOf('/');
        String source = slash < 0 ? target : target.substring(0, slash);
        return source.isEmpty() ? null : source;
    }
}
