package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that could not be processed: its bytes as the value of a record of {@code dead-letters}, the rest in
 * headers.
 *
 * @param stream where it belongs, as far as that is known: {@code source/account} or {@code source/account/stream}
 * @param where where it came from: a window, a task, or topic-partition-offset
 * @param rule the rule it breaks
 * @param detail what of it breaks the rule; no payload, no secret
 * @param remedy what an operator can do
 */
@SuppressWarnings("ArrayRecordComponent")
public record DeadLetter(String stream, String where, String rule, String detail, String remedy, byte[] value) {

    public static final String STREAM = "gapless-stream";
    public static final String WHERE = "gapless-where";
    public static final String RULE = "gapless-rule";
    public static final String DETAIL = "gapless-detail";
    public static final String REMEDY = "gapless-remedy";

    /** The headers that {@link #headers()} gives; they come behind those that the refused record came with. */
    public static final Set<String> CAUSE = Set.of(STREAM, WHERE, RULE, DETAIL, REMEDY);

    /** Before the name of a header that the refused record came with, where it would be taken for one of ours. */
    public static final String ORIGINAL = "original-";

    /** On a record that was put back where it came from: the id of the letter it was kept as. */
    public static final String REDRIVEN_FROM = "gapless-redriven-from";

    /** On the same record: how many times it has been put back, in decimal digits. */
    public static final String ATTEMPT = "gapless-redrive-attempt";

    /** Characters of a text, beyond which it is cut: the letter must find room where its record did. */
    private static final int MAX_TEXT = 1_000;

    public DeadLetter {
        stream = cut(stream);
        where = cut(where);
        rule = cut(rule);
        detail = cut(detail);
        remedy = cut(remedy);
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
    }

    /** @param stream the stream, when the bytes told it */
    public static DeadLetter of(
            @Nullable StreamId stream,
            String accountKey,
            String where,
            String rule,
            String detail,
            String remedy,
            byte[] value) {
        return new DeadLetter(stream == null ? accountKey : stream.key(), where, rule, detail, remedy, value);
    }

    public Map<String, byte[]> headers() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(STREAM, stream.getBytes(StandardCharsets.UTF_8));
        headers.put(WHERE, where.getBytes(StandardCharsets.UTF_8));
        headers.put(RULE, rule.getBytes(StandardCharsets.UTF_8));
        headers.put(DETAIL, detail.getBytes(StandardCharsets.UTF_8));
        headers.put(REMEDY, remedy.getBytes(StandardCharsets.UTF_8));
        return headers;
    }
}
