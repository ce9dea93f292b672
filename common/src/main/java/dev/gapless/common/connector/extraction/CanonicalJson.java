package dev.gapless.common.connector.extraction;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * One text for one value, in the spirit of RFC 8785: members sorted by UTF-16 units, no white space, the fewest
 * escapes. Where the RFC rounds numbers to doubles, this keeps every digit, so that large ids stay different.
 */
public final class CanonicalJson {

    private final StringBuilder out = new StringBuilder(256);

    private CanonicalJson() {}

    /** @param value not nested deeper than a few hundred levels, which readers of JSON see to */
    public static byte[] of(JsonNode value) {
        CanonicalJson writer = new CanonicalJson();
        writer.write(value);
        return writer.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Recursion is safe: {@link StrictJson} bounds the depth. */
    private void write(JsonNode value) {
        if (value.isObject()) {
            object(value);
        } else if (value.isArray()) {
            array(value);
        } else if (value.isString()) {
            CanonicalText.append(out, value.stringValue());
        } else if (value.isNumber()) {
            CanonicalNumber.append(out, value.decimalValue());
        } else {
            out.append(value.isNull() ? "null" : value.booleanValue());
        }
    }

    private void object(JsonNode value) {
        Map<String, JsonNode> members = new TreeMap<>();
        value.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        char before = '{';
        for (Map.Entry<String, JsonNode> member : members.entrySet()) {
            out.append(before);
            CanonicalText.append(out, member.getKey());
            out.append(':');
            write(member.getValue());
            before = ',';
        }
        out.append(members.isEmpty() ? "{}" : "}");
    }

    private void array(JsonNode value) {
        out.append('[');
        for (int i = 0; i < value.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write(value.get(i));
        }
        out.append(']');
    }
}
