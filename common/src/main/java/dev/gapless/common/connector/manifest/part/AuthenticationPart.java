package dev.gapless.common.connector.manifest.part;

import dev.gapless.common.connector.Authentication;
import dev.gapless.common.connector.manifest.node.Form;
import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Section;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code authentication: {header, prefix}}; without it the source wants no credential. */
public final class AuthenticationPart {

    private static final Form<String> HEADER = Forms.matching(
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}"), "the name of a header", "Authorization");
    private static final Form<String> PREFIX =
            Forms.matching(Pattern.compile("[\\x20-\\x7e]{0,64}"), "at most 64 visible ASCII characters", "'Bearer '");
    private static final Set<String> OURS =
            Set.of("host", "connection", "upgrade", "content-length", "transfer-encoding");

    private AuthenticationPart() {}

    public static Authentication read(Section manifest) {
        Section section = manifest.optionalSection("authentication");
        if (section == null) {
            return Authentication.NONE;
        }
        String header = section.value("header", HEADER);
        String name = header.toLowerCase(Locale.ROOT);
        if (OURS.contains(name) || name.startsWith("sec-")) {
            section.problem("header", "not a header of the connection itself", "use for example Authorization");
        }
        return new Authentication(header, section.value("prefix", PREFIX, ""));
    }
}
