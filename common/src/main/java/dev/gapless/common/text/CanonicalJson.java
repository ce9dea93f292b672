package dev.gapless.common.text;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One text for one value, in the spirit of RFC 8785: members sorted by UTF-16 units, no white space, the fewest
 * escapes. Where the RFC rounds numbers to doubles, this keeps every digit, so that large ids stay different.
 */
public final class CanonicalJson {

    private static final int SHORT = 256;

    private final CanonicalText out;

    private CanonicalJson(int length) {
        this.out = new CanonicalText(length);
    }

    /** @param value not nested deeper than a few hundred levels, which readers of JSON see to */
    public static byte[] of(JsonNode value) {
        return of(value, SHORT);
    }

    /** @param length about how long the text will be */
    public static byte[] of(JsonNode value, int length) {
        CanonicalJson writer = new CanonicalJson(length);
        writer.write(value);
        return writer.out.toBytes();
    }

    /** Recursion is safe: readers of JSON bound the depth. */
    private void write(JsonNode value) {
        if (value.isObject()) {
            object(value);
        } else if (value.isArray()) {
            array(value);
        } else if (value.isString()) {
            out.string(value.stringValue());
        } else if (value.isNumber()) {
            out.plain(CanonicalNumber.of(value));
        } else {
            out.plain(value.isNull() ? "null" : Boolean.toString(value.booleanValue()));
        }
    }

    private void object(JsonNode value) {
        Map<String, JsonNode> members = new TreeMap<>();
        value.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        char before = '{';
        for (Map.Entry<String, JsonNode> member : members.entrySet()) {
            out.plain(before);
            out.string(member.getKey());
            out.plain(':');
            write(member.getValue());
            before = ',';
        }
        out.plain(members.isEmpty() ? "{}" : "}");
    }

    private void array(JsonNode value) {
        out.plain('[');
        for (int i = 0; i < value.size(); i++) {
            if (i > 0) {
                out.plain(',');
            }
            write(value.get(i));
        }
        out.plain(']');
    }
}
