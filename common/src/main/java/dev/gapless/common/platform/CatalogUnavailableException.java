package dev.gapless.common.platform;

/** The scheduler cannot be asked at the moment. */
public final class CatalogUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CatalogUnavailableException(String what, Throwable cause) {
        super("%s: the scheduler cannot be asked".formatted(what), cause);
    }
}
