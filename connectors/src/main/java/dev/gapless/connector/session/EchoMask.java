package dev.gapless.connector.session;

import dev.gapless.connector.LiveEffect;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Masks what a source was shown where it repeats it: as it is, or as JSON writes it. A mask is as long as what it
 * hides, so that binary forms stay readable. Used by one thread.
 */
final class EchoMask {

    /** What is shorter stands in many a text by chance. */
    private static final int SHORTEST = 4;

    /** As Latin-1 texts, each character of which is a byte; the longest first, as one may hold another. */
    private final NavigableSet<String> shown =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    void shown(String part) {
        if (part.length() >= SHORTEST) {
            String quoted = new String(JsonStringEncoder.getInstance().quoteAsCharArray(part));
            shown.add(bytewise(part));
            shown.add(bytewise(quoted));
            shown.add(bytewise(quoted.replace("/", "\\/")));
        }
    }

    boolean isEmpty() {
        return shown.isEmpty();
    }

    LiveEffect masked(LiveEffect effect) {
        return switch (effect) {
            case LiveEffect.PublishRecord(String stream, String id, boolean listed, byte[] bytes) ->
                new LiveEffect.PublishRecord(stream, id, listed, masked(bytes));
            case LiveEffect.DeadLetterRecord letter ->
                new LiveEffect.DeadLetterRecord(
                        letter.stream(),
                        masked(letter.bytes()),
                        letter.rule(),
                        new String(masked(letter.detail().getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8),
                        letter.remedy());
            default -> effect;
        };
    }

    private byte[] masked(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String masked = text;
        for (String part : shown) {
            masked = masked.replace(part, "*".repeat(part.length()));
        }
        return masked.equals(text) ? bytes : masked.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String bytewise(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
