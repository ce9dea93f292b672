package dev.gapless.sandbox.http;

/** A parameter, of the query or the body, breaks its rule; the message names it, the rule and what was given. */
final class BadParameterException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    BadParameterException(String name, String value, String rule) {
        super("%s: '%s' (expected %s)".formatted(name, value, rule));
    }
}
