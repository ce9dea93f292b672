package dev.gapless.connector.catalog;

/** There is no such account, by the scheduler's own word: it was never followed, or is not any more. */
public final class UnknownAccountException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownAccountException(String source, String account) {
        super("account: %s/%s (expected: one that is followed; see GET /v1/accounts)".formatted(source, account));
    }
}
