package dev.gapless.common.connector.manifest.part;

import dev.gapless.common.connector.AuthenticationScheme;
import dev.gapless.common.connector.manifest.node.ManifestSection;
import dev.gapless.common.connector.manifest.node.ValueFormat;
import dev.gapless.common.connector.manifest.node.ValueFormats;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code authentication: {header, prefix}}; without it the source wants no credential. */
public final class AuthenticationPart {

    private static final ValueFormat<String> HEADER = ValueFormats.matching(
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}"), "the name of a header", "Authorization");
    private static final ValueFormat<String> PREFIX = ValueFormats.matching(
            Pattern.compile("[\\x20-\\x7e]{0,64}"), "at most 64 visible ASCII characters", "'Bearer '");
    private static final Set<String> OURS =
            Set.of("host", "connection", "upgrade", "content-length", "transfer-encoding");

    private AuthenticationPart() {}

    public static AuthenticationScheme read(ManifestSection manifest) {
        ManifestSection section = manifest.optionalSection("authentication");
        if (section == null) {
            return AuthenticationScheme.NONE;
        }
        String header = section.value("header", HEADER);
        String name = header.toLowerCase(Locale.ROOT);
        if (OURS.contains(name) || name.startsWith("sec-")) {
            section.problem("header", "not a header of the connection itself", "use for example Authorization");
        }
        return new AuthenticationScheme(header, section.value("prefix", PREFIX, ""));
    }
}
