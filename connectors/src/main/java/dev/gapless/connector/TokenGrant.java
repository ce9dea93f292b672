package dev.gapless.connector;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * How access tokens are asked for (OAuth 2.0, RFC 6749). The credential is a JSON object with {@code client_id},
 * {@code client_secret} and, for a refresh token, {@code refresh_token}.
 *
 * @param url the token endpoint
 * @param proof how the client shows its id and secret
 * @param parameters of the form besides the grant's own, such as {@code scope}
 * @param lifetime of a token whose answer does not tell it
 */
public record TokenGrant(
        URI url, GrantKind kind, ClientProof proof, Map<String, String> parameters, Duration lifetime) {

    /** What a token is given for. */
    public enum GrantKind {
        CLIENT_CREDENTIALS,
        REFRESH_TOKEN
    }

    /** Where the client's id and secret stand. */
    public enum ClientProof {
        /** HTTP Basic authentication. */
        BASIC,

        /** Members of the form. */
        BODY
    }

    public TokenGrant {
        parameters = Map.copyOf(parameters);
    }
}
