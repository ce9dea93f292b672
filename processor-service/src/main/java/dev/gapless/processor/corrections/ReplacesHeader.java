package dev.gapless.processor.corrections;

import dev.gapless.common.message.CorrectionRequest.Replaced;
import dev.gapless.common.message.ItemOperation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The header of a record that a replay put back. It has what was held of its item when the replay found that it
 * differs, as {@code version operation hash}, or {@code nothing}.
 *
 * @param replaced null when nothing was held
 */
public record ReplacesHeader(@Nullable Replaced replaced) {

    public static final String HEADER = "gapless-replaces";

    private static final String NOTHING = "nothing";

    public byte[] toHeader() {
        String text = replaced == null
                ? NOTHING
                : "%d %s %s"
                        .formatted(
                                replaced.version(),
                                replaced.operation(),
                                HexFormat.of().formatHex(replaced.hash()));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether {@link #read} finds something; for less. */
    public static boolean isIn(Headers headers) {
        return value(headers) != null;
    }

    /** @return empty when no replay put the record there; one that cannot be read replaces nothing */
    public static Optional<ReplacesHeader> read(Headers headers) {
        byte[] value = value(headers);
        if (value == null) {
            return Optional.empty();
        }
        String[] words = new String(value, StandardCharsets.UTF_8).split(" ", -1);
        try {
            return Optional.of(new ReplacesHeader(
                    words.length == 3
                            ? new Replaced(
                                    Long.parseLong(words[0]),
                                    ItemOperation.valueOf(words[1]),
                                    HexFormat.of().parseHex(words[2]))
                            : null));
        } catch (IllegalArgumentException e) {
            return Optional.of(new ReplacesHeader(null));
        }
    }

    private static byte @Nullable [] value(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null ? null : header.value();
    }
}
