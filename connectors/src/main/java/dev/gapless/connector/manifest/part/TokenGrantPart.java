package dev.gapless.connector.manifest.part;

import dev.gapless.connector.TokenGrant;
import dev.gapless.connector.TokenGrant.ClientProof;
import dev.gapless.connector.TokenGrant.GrantKind;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.QuantityFormats;
import dev.gapless.connector.manifest.node.ValueFormats;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code authentication.oauth2: {grant, token-url, client, parameters, lifetime}}. */
final class TokenGrantPart {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Set<String> OURS =
            Set.of("grant_type", "client_id", "client_secret", "refresh_token", "password", "username");

    private TokenGrantPart() {}

    /** @return null when the address is not one, which is noted */
    static @Nullable TokenGrant read(ManifestSection oauth, NetworkRule network) {
        GrantKind kind = oauth.value("grant", ValueFormats.choice(GrantKind.CLIENT_CREDENTIALS, GrantKind.class));
        String url = UrlPart.read(oauth, "token-url", "http", network);
        ClientProof proof =
                oauth.value("client", ValueFormats.choice(ClientProof.BASIC, ClientProof.class), ClientProof.BASIC);
        @Nullable ManifestSection section = oauth.optionalSection("parameters");
        Map<String, String> parameters = section == null ? Map.of() : section.texts();
        for (String name : parameters.keySet()) {
            if (section != null && OURS.contains(name)) {
                section.problem(
                        name,
                        "parameters beside the grant's own; secrets never stand in a manifest",
                        "leave it out: it is taken from the account's credential");
            }
        }
        Duration lifetime = oauth.value(
                "lifetime", QuantityFormats.duration(Duration.ofSeconds(1), Duration.ofDays(1)), TEN_MINUTES);
        URI address = UrlPart.addressOf(url);
        return address == null ? null : new TokenGrant(address, kind, proof, parameters, lifetime);
    }
}
