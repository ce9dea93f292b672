package dev.gapless.common.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text of JSON that grows at its end, as UTF-8 from the beginning. */
final class CanonicalText {

    private static final int SMALLEST = 16;
    private static final int ESCAPED = 1;

    /** Which half a surrogate pair becomes, when it is encoded. */
    private static final int QUESTION = 2;

    /** By byte, what is not simply a part of a text. */
    private static final byte[] KINDS = new byte[256];

    static {
        Arrays.fill(KINDS, 0, ' ', (byte) ESCAPED);
        KINDS['"'] = ESCAPED;
        KINDS['\\'] = ESCAPED;
        KINDS['?'] = QUESTION;
    }

    private byte[] bytes;
    private int length;

    /** @param expected about how long it will be */
    CanonicalText(int expected) {
        this.bytes = new byte[Math.max(expected, SMALLEST)];
    }

    /** @param ascii as it is to stand there */
    void plain(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    /** @param ascii as it is to stand there */
    void plain(String ascii) {
        byte[] all = ascii.getBytes(StandardCharsets.ISO_8859_1);
        part(all, 0, all.length);
    }

    /** A string with the fewest escapes. */
    void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int kinds = 0;
        for (byte each : utf8) {
            kinds |= KINDS[each & 0xff];
        }
        plain('"');
        if ((kinds & QUESTION) != 0 && half(text, 0) < text.length()) {
            broken(text);
        } else if ((kinds & ESCAPED) != 0) {
            escaped(utf8);
        } else {
            part(utf8, 0, utf8.length);
        }
        plain('"');
    }

    /** Half a surrogate pair has no UTF-8; escaped it stays what it was. */
    private void broken(String text) {
        int from = 0;
        for (int half = half(text, 0); half < text.length(); half = half(text, from)) {
            escaped(text.substring(from, half).getBytes(StandardCharsets.UTF_8));
            plain("\\u%04x".formatted((int) text.charAt(half)));
            from = half + 1;
        }
        escaped(text.substring(from).getBytes(StandardCharsets.UTF_8));
    }

    /** Where the first half of a pair without its other half is; the text's length when all are whole. */
    private static int half(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                boolean pair = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return text.length();
    }

    private void escaped(byte[] utf8) {
        int from = 0;
        for (int i = 0; i < utf8.length; i++) {
            if (KINDS[utf8[i] & 0xff] == ESCAPED) {
                part(utf8, from, i);
                plain(escape((char) utf8[i]));
                from = i + 1;
            }
        }
        part(utf8, from, utf8.length);
    }

    private static String escape(char unit) {
        return switch (unit) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            default -> "\\u%04x".formatted((int) unit);
        };
    }

    private void part(byte[] of, int from, int to) {
        room(to - from);
        System.arraycopy(of, from, bytes, length, to - from);
        length += to - from;
    }

    private void room(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length + (bytes.length >> 1)));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
