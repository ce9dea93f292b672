package dev.gapless.connector.token;

import dev.gapless.connector.AuthenticatedRequest;

/** The result of authenticating a request. */
public sealed interface AuthenticationResult {

    /** The request can be sent. */
    record Ready(AuthenticatedRequest request) implements AuthenticationResult {}

    /** The token endpoint refuses the credential with this status. */
    record Refused(int status) implements AuthenticationResult {}

    /** There is no access token now; there may be one later. */
    record Unavailable(String reason) implements AuthenticationResult {}

    /** The token endpoint's address may not be reached. */
    record NotPermitted(String reason) implements AuthenticationResult {}
}
