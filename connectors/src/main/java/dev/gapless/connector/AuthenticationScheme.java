package dev.gapless.connector;

import dev.gapless.common.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a credential is shown to the source: in headers or in a parameter of each request and of the WebSocket handshake.
 *
 * @param headers templates by name. {@code {credential}} stands for the whole credential, {@code {base64}} for its
 *     Base64, {@code {token}} for the access token. Any other {@code {name}} stands for that member of a credential
 *     that is a JSON object
 * @param query the parameter that carries the access token or, without one, the whole credential; null when there is
 *     none
 * @param grant how access tokens are asked for; null when the credential itself is shown
 * @param signature how requests are signed; null when they are not
 */
public record AuthenticationScheme(
        Map<String, String> headers,
        @Nullable String query,
        @Nullable TokenGrant grant,
        @Nullable RequestSignature signature) {

    public static final AuthenticationScheme NONE = new AuthenticationScheme(Map.of(), null);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_-]+)}");

    public AuthenticationScheme {
        headers = Map.copyOf(headers);
    }

    /** Without tokens and signatures. */
    public AuthenticationScheme(Map<String, String> headers, @Nullable String query) {
        this(headers, query, null, null);
    }

    /** The credential in one header, behind a prefix such as {@code "Bearer "}. */
    public static AuthenticationScheme header(String name, String prefix) {
        return new AuthenticationScheme(Map.of(name, prefix + "{credential}"), null);
    }

    /**
     * The headers to send; empty when the source wants none. One that names a part which the credential lacks is left
     * out. They hold the secret: never log them.
     */
    public Map<String, String> headers(@Nullable Secret credential) {
        return credential == null || headers.isEmpty() ? Map.of() : filled(parts(credential.reveal()));
    }

    /**
     * A request as the source wants to see it.
     *
     * @param method of HTTP; GET for the handshake of a WebSocket
     * @param body empty when it has none
     * @param token null when there is no grant
     * @param now what a signed request tells as its time
     */
    public AuthenticatedRequest request(
            String method, URI uri, byte[] body, @Nullable Secret credential, @Nullable Secret token, Instant now) {
        if (credential == null) {
            return new AuthenticatedRequest(uri, Map.of(), null);
        }
        if (grant == null && signature == null) {
            return new AuthenticatedRequest(address(uri, credential), headers(credential), null);
        }
        Map<String, String> parts = parts(credential.reveal());
        if (token != null) {
            parts.put("token", token.reveal());
        }
        AuthenticatedRequest request =
                new AuthenticatedRequest(address(uri, token == null ? credential : token), filled(parts), token);
        return signature == null ? request : signature.sign(request, method, body, parts, now);
    }

    private Map<String, String> filled(Map<String, String> parts) {
        Map<String, String> filled = new LinkedHashMap<>();
        headers.forEach((name, template) -> {
            Matcher placeholder = PLACEHOLDER.matcher(template);
            if (placeholder.results().allMatch(found -> parts.containsKey(found.group(1)))) {
                filled.put(
                        name,
                        placeholder.replaceAll(
                                found -> Matcher.quoteReplacement(parts.getOrDefault(found.group(1), ""))));
            }
        });
        return filled;
    }

    /**
     * The address with the credential in its query, where the source wants it there. It is a secret then: never log it.
     */
    public URI address(URI uri, @Nullable Secret credential) {
        if (query == null || credential == null) {
            return uri;
        }
        return RequestSignature.withParameter(uri, query, credential.reveal());
    }

    /** The members of a credential that is a JSON object, and the whole of it. */
    public static Map<String, String> parts(String credential) {
        Map<String, String> parts = new HashMap<>();
        if (credential.startsWith("{")) {
            try {
                JsonNode members = JsonMapper.shared().readTree(credential);
                members.propertyStream()
                        .filter(member -> member.getValue().isString())
                        .forEach(member ->
                                parts.put(member.getKey(), member.getValue().stringValue()));
            } catch (JacksonException e) {
                // a credential that only looks like an object has no parts; its text is not for messages
                parts.clear();
            }
        }
        parts.put("credential", credential);
        parts.put("base64", Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8)));
        return parts;
    }
}
