package dev.gapless.common.connector;

import dev.gapless.common.secret.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
 *     Base64, any other {@code {name}} for that member of a credential that is a JSON object
 * @param query the parameter that carries the whole credential; null when there is none
 */
public record AuthenticationScheme(
        Map<String, String> headers, @Nullable String query) {

    public static final AuthenticationScheme NONE = new AuthenticationScheme(Map.of(), null);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_-]+)}");

    public AuthenticationScheme {
        headers = Map.copyOf(headers);
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
        if (credential == null || headers.isEmpty()) {
            return Map.of();
        }
        Map<String, String> parts = parts(credential.reveal());
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
        String parameter = URLEncoder.encode(query, StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(credential.reveal(), StandardCharsets.UTF_8);
        return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + parameter);
    }

    private static Map<String, String> parts(String credential) {
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
