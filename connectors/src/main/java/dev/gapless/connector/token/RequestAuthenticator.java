package dev.gapless.connector.token;

import dev.gapless.common.secret.Secret;
import dev.gapless.connector.AuthenticatedRequest;
import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.Connector;
import dev.gapless.connector.manifest.part.AddressPolicy;
import dev.gapless.connector.manifest.part.NetworkRule;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows credentials as a source's manifest says, for both paths: plainly, by an access token that it asks for first, or
 * by a signature. Shared by all threads.
 */
public final class RequestAuthenticator implements AutoCloseable {

    private static final byte[] NO_BODY = {};

    private final HttpTokenEndpoint endpoint;
    private final AccessTokenCache tokens;
    private final Clock clock;

    /**
     * @param policy which addresses a token endpoint may have; asked at each connect
     * @param clock what signed requests tell as their time
     */
    public RequestAuthenticator(AddressPolicy policy, Clock clock) {
        this(policy, clock, System::nanoTime);
    }

    RequestAuthenticator(AddressPolicy policy, Clock clock, LongSupplier nanoClock) {
        this.endpoint = new HttpTokenEndpoint(policy);
        this.tokens = new AccessTokenCache(endpoint, nanoClock);
        this.clock = clock;
    }

    /**
     * Waits for an access token where the manifest wants one and none is known.
     *
     * @param method GET for the handshake of a WebSocket
     * @param body null when it has none
     * @param credential null when the account has none
     */
    public AuthenticationResult authenticate(
            Connector source, String method, URI uri, byte @Nullable [] body, @Nullable Secret credential)
            throws InterruptedException {
        AuthenticationScheme scheme = source.spec().authentication();
        byte[] content = body == null ? NO_BODY : body;
        if (scheme.grant() == null || credential == null) {
            return ready(scheme, method, uri, content, credential, null);
        }
        return switch (tokens.token(scheme.grant(), NetworkRule.of(source), credential)) {
            case TokenResult.Granted(Secret token) -> ready(scheme, method, uri, content, credential, token);
            case TokenResult.Denied(int status) -> new AuthenticationResult.Refused(status);
            case TokenResult.Failed(String reason) -> new AuthenticationResult.Unavailable(reason);
            case TokenResult.NotPermitted denied ->
                new AuthenticationResult.NotPermitted(
                        "the token endpoint leads to a private address, which the manifest or the operator does not permit");
        };
    }

    private AuthenticationResult ready(
            AuthenticationScheme scheme,
            String method,
            URI uri,
            byte[] body,
            @Nullable Secret credential,
            @Nullable Secret token) {
        return new AuthenticationResult.Ready(scheme.request(method, uri, body, credential, token, clock.instant()));
    }

    /**
     * The source answered the request with 401: its access token is given up, and the next request asks for another.
     */
    public void refused(Connector source, @Nullable Secret credential, AuthenticatedRequest request)
            throws InterruptedException {
        AuthenticationScheme scheme = source.spec().authentication();
        if (scheme.grant() != null && credential != null && request.token() != null) {
            tokens.refused(scheme.grant(), credential, request.token());
        }
    }

    @Override
    public void close() throws IOException {
        endpoint.close();
    }
}
