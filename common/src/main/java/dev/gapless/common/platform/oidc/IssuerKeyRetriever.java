package dev.gapless.common.platform.oidc;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the public keys of an issuer: first its discovery document, then the key set that it names. Both are read anew
 * each time, at most 1 MB each; the caller caches.
 */
final class IssuerKeyRetriever implements ResourceRetriever {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeyRetriever.class);
    private static final int CONNECT_MILLIS = 1_000;
    private static final int READ_MILLIS = 2_000;
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final URI issuer;
    private final ResourceRetriever http = new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MAX_BYTES);
    private volatile boolean reached;

    IssuerKeyRetriever(URI issuer) {
        this.issuer = issuer;
    }

    /** True when no third party can change what is read from there. */
    static boolean isTrusted(URI address) {
        return address.getHost() != null
                && ("https".equals(address.getScheme())
                        || ("http".equals(address.getScheme()) && LOOPBACK.contains(address.getHost())));
    }

    /** True when the keys could be read at the last attempt. */
    boolean isReached() {
        return reached;
    }

    /** @param discovery address of the discovery document */
    @Override
    public Resource retrieveResource(URL discovery) throws IOException {
        try {
            Resource keys = http.retrieveResource(keySet(discovery).toURL());
            reached = true;
            return keys;
        } catch (IOException e) {
            reached = false;
            LOG.warn("issuer-keys-not-read issuer={} cause={}", issuer, e.toString());
            throw e;
        }
    }

    private URI keySet(URL discovery) throws IOException {
        JsonNode document;
        try {
            document = JsonMapper.shared()
                    .readTree(http.retrieveResource(discovery).getContent());
        } catch (JacksonException e) {
            throw new IOException("%s is no JSON document".formatted(discovery), e);
        }
        String named = document.path("issuer").asString("");
        if (!named.equals(issuer.toString())) {
            throw new IOException("issuer: %s (expected: %s, as configured)".formatted(named, issuer));
        }
        try {
            URI keys = URI.create(document.path("jwks_uri").asString(""));
            if (isTrusted(keys)) {
                return keys;
            }
            throw new IOException("jwks_uri: %s (expected: an https address)".formatted(keys));
        } catch (IllegalArgumentException e) {
            throw new IOException("jwks_uri: cannot be read (expected: an https address)", e);
        }
    }
}
