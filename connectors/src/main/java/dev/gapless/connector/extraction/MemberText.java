package dev.gapless.connector.extraction;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What of a member's text is part of an id. */
enum MemberText {
    /** All of it. */
    WHOLE(""),

    /** What follows the last slash. */
    SEGMENT("segment"),

    /** All of it, in lower case. */
    LOWER("lower"),

    /** The text that is written as Base64, with either alphabet, with or without padding. */
    BASE64("base64"),

    /** The text that is written as hexadecimal digits, with or without 0x in front. */
    HEX("hex");

    private final String word;

    MemberText(String word) {
        this.word = word;
    }

    /** True where the member's characters stand for others. */
    boolean isDecoded() {
        return this == BASE64 || this == HEX;
    }

    /** As a manifest names it behind the pointer; empty for the whole. */
    String word() {
        return word;
    }

    /** @return null for a word that names none */
    static @Nullable MemberText named(String word) {
        for (MemberText each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        return null;
    }

    /** @return null when the text is not written so, or when what it means is no UTF-8, or holds U+0000 */
    @Nullable
    String of(String text) {
        try {
            return switch (this) {
                case WHOLE -> text;
                case SEGMENT -> text.substring(text.lastIndexOf('/') + 1);
                case LOWER -> text.toLowerCase(Locale.ROOT);
                case BASE64 ->
                    decoded(Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_')));
                case HEX ->
                    decoded(HexFormat.of()
                            .parseHex(text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text));
            };
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    private static @Nullable String decoded(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.indexOf(0) < 0 ? text : null;
    }
}
