package dev.gapless.connector.catalog;

/** The scheduler's data of a source or an account is not available now; a later attempt may succeed. */
public final class CatalogUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The scheduler cannot be asked. */
    public CatalogUnavailableException(String what, Throwable cause) {
        super("%s: the scheduler cannot be asked".formatted(what), cause);
    }

    /** The scheduler answers, and its answer is of no use here. */
    public CatalogUnavailableException(String reason) {
        super(reason);
    }
}
