package dev.gapless.capture.connection;

/** A connection could not be opened. */
public final class DialException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean unauthorised;

    DialException(String message, boolean unauthorised) {
        super(message);
        this.unauthorised = unauthorised;
    }

    /** True when the source refused the credential. */
    public boolean unauthorised() {
        return unauthorised;
    }
}
