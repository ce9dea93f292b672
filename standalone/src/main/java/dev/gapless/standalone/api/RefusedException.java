package dev.gapless.standalone.api;

import java.io.IOException;

/** A service answered with something other than success. */
public final class RefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String body;

    RefusedException(int status, String body) {
        super("answer %d: %s".formatted(status, body));
        this.status = status;
        this.body = body;
    }

    public int status() {
        return status;
    }

    /** As a rule a problem document of RFC 9457. */
    public String body() {
        return body;
    }
}
