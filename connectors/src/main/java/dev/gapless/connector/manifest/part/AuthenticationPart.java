package dev.gapless.connector.manifest.part;

import dev.gapless.connector.AuthenticationScheme;
import dev.gapless.connector.RequestSignature;
import dev.gapless.connector.TokenGrant;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code authentication: {header, prefix}}, or {@code headers}, {@code basic} or {@code query}. Each but {@code basic}
 * serves an access token that {@code oauth2} asks for too, or stands beside {@code signed}. Without the part the source
 * wants no credential.
 */
public final class AuthenticationPart {

    static final ValueFormat<String> HEADER = ValueFormats.matching(
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}"), "the name of a header", "Authorization");
    private static final ValueFormat<String> PREFIX = ValueFormats.matching(
            Pattern.compile("[\\x20-\\x7e]{0,64}"), "at most 64 visible ASCII characters", "'Bearer '");

    /** The name of a parameter of an address. */
    public static final ValueFormat<String> QUERY =
            ValueFormats.matching(Pattern.compile("[A-Za-z0-9._~-]{1,64}"), "the name of a query parameter", "api_key");

    private static final Set<String> OURS =
            Set.of("host", "connection", "upgrade", "content-length", "transfer-encoding");

    private AuthenticationPart() {}

    /** @param network which addresses a token endpoint may have */
    public static AuthenticationScheme read(ManifestSection manifest, NetworkRule network) {
        ManifestSection section = manifest.optionalSection("authentication");
        if (section == null) {
            return AuthenticationScheme.NONE;
        }
        @Nullable ManifestSection oauth = section.optionalSection("oauth2");
        @Nullable ManifestSection signed = section.optionalSection("signed");
        @Nullable TokenGrant grant = oauth == null ? null : TokenGrantPart.read(oauth, network);
        @Nullable RequestSignature signature = signed == null ? null : SignaturePart.read(signed);
        boolean asksForTokens = section.has("oauth2");
        if (asksForTokens && section.has("signed")) {
            section.problem("signed", "not beside oauth2", "leave it out");
        }
        AuthenticationScheme shown = shown(section, asksForTokens, section.has("signed"));
        return new AuthenticationScheme(
                shown.headers(), shown.query(), asksForTokens ? grant : null, section.has("signed") ? signature : null);
    }

    /** What is shown of the credential, or of the access token. */
    private static AuthenticationScheme shown(ManifestSection section, boolean token, boolean signed) {
        String query = section.optional("query", QUERY);
        boolean basic = section.value("basic", ValueFormats.flag(), false);
        ManifestSection several = section.optionalSection("headers");
        long kinds = Stream.of("header", "query", "basic", "headers")
                .filter(section::has)
                .count();
        if (kinds > 1) {
            section.problem("header", "one of header, headers, basic, query", "leave the others out");
        }
        if (several != null && section.has("headers")) {
            return headers(several);
        }
        if (query != null) {
            return new AuthenticationScheme(Map.of(), query);
        }
        if (basic) {
            if (token) {
                section.problem("basic", "not beside oauth2", "leave it out");
            }
            return new AuthenticationScheme(Map.of("Authorization", "Basic {base64}"), null);
        }
        String header = section.optional("header", HEADER);
        String prefix = section.value("prefix", PREFIX, "");
        if (header == null) {
            if (token) {
                return new AuthenticationScheme(Map.of("Authorization", "Bearer {token}"), null);
            }
            if (kinds == 0 && !signed) {
                section.problem(
                        "header",
                        "required: one of header, headers, basic, query, oauth2, signed",
                        "add it, for example: header: Authorization");
            }
            return AuthenticationScheme.NONE;
        }
        checkName(section, "header", header);
        return token
                ? new AuthenticationScheme(Map.of(header, prefix + "{token}"), null)
                : AuthenticationScheme.header(header, prefix);
    }

    private static AuthenticationScheme headers(ManifestSection section) {
        Map<String, String> templates = section.texts();
        templates.forEach((name, template) -> {
            if (HEADER.parser().apply(name) == null) {
                section.problem(name, HEADER.rule(), "rename it");
            }
            if (PREFIX.parser().apply(template) == null) {
                section.problem(name, PREFIX.rule(), "write it like this: '{key}'");
            }
            checkName(section, name, name);
        });
        return new AuthenticationScheme(templates, null);
    }

    static void checkName(ManifestSection section, String key, String header) {
        if (isOurs(header)) {
            section.problem(key, "not a header of the connection itself", "use for example Authorization");
        }
    }

    /** True for a header of the connection itself. */
    static boolean isOurs(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return OURS.contains(name) || name.startsWith("sec-");
    }
}
