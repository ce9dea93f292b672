package dev.gapless.connector;

import dev.gapless.common.secret.Secret;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request with its authentication. Address and headers hold secrets: never log them.
 *
 * @param headers to be set beside the request's own
 * @param token the access token that it shows; null when it shows none
 */
public record AuthenticatedRequest(
        URI uri, Map<String, String> headers, @Nullable Secret token) {

    public AuthenticatedRequest {
        headers = Map.copyOf(headers);
    }

    /** Without address and headers. */
    @Override
    public String toString() {
        return "AuthenticatedRequest[" + uri.getAuthority() + "]";
    }
}
