package dev.gapless.checkpoint.records.deadletters;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A letter with the headers that its record came with. */
record DeadLetterDetails(StoredDeadLetter letter, @Nullable Printed key, List<Printed> headers) {

    /**
     * @param text null when the bytes are no printable text
     * @param base64 null when they are
     */
    record Printed(
            String name, @Nullable String text, @Nullable String base64) {

        static Printed of(String name, byte @Nullable [] value) {
            if (value == null) {
                return new Printed(name, null, null);
            }
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(value))
                        .toString();
                if (text.chars().noneMatch(Character::isISOControl)) {
                    return new Printed(name, text, null);
                }
            } catch (CharacterCodingException e) {
                return new Printed(name, null, Base64.getEncoder().encodeToString(value));
            }
            return new Printed(name, null, Base64.getEncoder().encodeToString(value));
        }
    }

    static DeadLetterDetails of(StoredDeadLetter letter, DeadLetterContent content) {
        byte[] key = content.key();
        return new DeadLetterDetails(
                letter,
                key == null ? null : Printed.of("key", key),
                content.headers().stream()
                        .map(header -> Printed.of(header.name(), header.value()))
                        .toList());
    }
}
