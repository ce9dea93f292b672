package dev.gapless.connector.catalog;

/** There is no such source, by the scheduler's own word. */
public final class UnknownSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownSourceException(String source) {
        super("source: %s (expected: one that was applied; see GET /v1/sources)".formatted(source));
    }
}
