package dev.gapless.common.message;

import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
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
        headers.put("gapless-stream", stream.getBytes(StandardCharsets.UTF_8));
        headers.put("gapless-where", where.getBytes(StandardCharsets.UTF_8));
        headers.put("gapless-rule", rule.getBytes(StandardCharsets.UTF_8));
        headers.put("gapless-detail", detail.getBytes(StandardCharsets.UTF_8));
        headers.put("gapless-remedy", remedy.getBytes(StandardCharsets.UTF_8));
        return headers;
    }
}
