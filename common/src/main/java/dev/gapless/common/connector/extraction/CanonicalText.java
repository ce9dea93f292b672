package dev.gapless.common.connector.extraction;

/** A JSON string with the fewest escapes. */
final class CanonicalText {

    private CanonicalText() {}

    static void append(StringBuilder out, String text) {
        out.append('"');
        int plain = plain(text);
        out.append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(unit).append(text.charAt(++i));
            } else {
                append(out, unit);
            }
        }
        out.append('"');
    }

    /** How long a beginning of the text needs no escapes: as a rule, all of it. */
    private static int plain(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char unit = text.charAt(i);
            if (unit < ' ' || unit == '"' || unit == '\\' || Character.isSurrogate(unit)) {
                return i;
            }
        }
        return length;
    }

    private static void append(StringBuilder out, char unit) {
        switch (unit) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default -> {
                // half a surrogate pair has no UTF-8; escaped it stays what it was
                if (unit < ' ' || Character.isSurrogate(unit)) {
                    out.append("\\u%04x".formatted((int) unit));
                } else {
                    out.append(unit);
                }
            }
        }
    }
}
