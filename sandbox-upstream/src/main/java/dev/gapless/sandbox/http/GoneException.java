package dev.gapless.sandbox.http;

/** What is asked for was there once; the message says what, and the code says it to machines. */
final class GoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    GoneException(String code, String message) {
        super(message);
        this.code = code;
    }

    SandboxResponse answer() {
        return SandboxResponse.gone(code, String.valueOf(getMessage()));
    }
}
