package dev.gapless.connector.token;

import dev.gapless.common.secret.Secret;

/** What the wish for an access token came to. */
sealed interface TokenResult {

    record Granted(Secret token) implements TokenResult {}

    /** The token endpoint refuses the credential. */
    record Denied(int status) implements TokenResult {}

    /** No usable answer; the same wish may be granted later. */
    record Failed(String reason) implements TokenResult {}

    /** The token endpoint's address may not be reached. */
    record NotPermitted() implements TokenResult {}
}
