package dev.gapless.common.connector;

import dev.gapless.common.secret.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a credential is shown to the source: as a header of each request and of the WebSocket handshake.
 *
 * @param header the header's name, null when the source wants none
 * @param prefix what stands before the credential, for example {@code "Bearer "}
 */
public record AuthenticationScheme(@Nullable String header, String prefix) {

    public static final AuthenticationScheme NONE = new AuthenticationScheme(null, "");

    /** The headers to send; empty when the source wants none. They hold the secret: never log them. */
    public Map<String, String> headers(@Nullable Secret credential) {
        return header == null || credential == null ? Map.of() : Map.of(header, prefix + credential.reveal());
    }
}
