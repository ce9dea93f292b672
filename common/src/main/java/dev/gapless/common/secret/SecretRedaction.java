package dev.gapless.common.secret;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Replaces what looks like a secret in a text. It is the last net: secrets have types that print nothing, but an
 * upstream may repeat what it was sent.
 */
public final class SecretRedaction {

    /** What stands where a secret stood. */
    public static final String REPLACEMENT = "[REDACTED]";

    private static final String NAME_END = "[\"']?\\s*[=:]\\s*[\"']?";

    private record Rule(Pattern pattern, String replacement) {

        static Rule of(String pattern) {
            return new Rule(Pattern.compile("(?i)" + pattern), "$1" + REPLACEMENT);
        }
    }

    private static final List<Rule> RULES = List.of(
            // whole tokens of three parts, wherever they stand
            Rule.of("()\\beyJ[a-z0-9_-]{6,}\\.[a-z0-9_-]{6,}\\.[a-z0-9_-]*"),
            Rule.of("(\\b(?:set-)?cookie" + NAME_END + ")[^\"'\\r\\n]+"),
            Rule.of("(\\b(?:proxy-)?authorization" + NAME_END + "(?:(?:bearer|basic|token|digest)\\s+)?)[^\\s\"',;]+"),
            Rule.of("(\\bbearer\\s+)[a-z0-9._~+/=-]{8,}"),
            Rule.of("(\\bx-bc" + NAME_END + ")[^\\s\"',;&]+"),
            Rule.of(
                    "(\\b(?:access_?token|refresh_?token|id_?token|token|client_?secret|secret|api_?-?key|password|passwd"
                            + "|signature|sign|sig|auth_[a-z]+)"
                            + NAME_END
                            + ")[^\\s\"',;&}]+"));

    private SecretRedaction() {}

    /** The text, with what stands behind the name of a secret replaced. */
    public static String redact(String text) {
        String redacted = text;
        for (Rule rule : RULES) {
            redacted = rule.pattern.matcher(redacted).replaceAll(rule.replacement);
        }
        return redacted;
    }
}
