package dev.gapless.processor.capturedlog;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.position.MicrosecondTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Which captured records.
 *
 * @param account null for all of the source
 * @param stream null for all of the account
 * @param from received at or after
 * @param to received before
 */
public record RecordSelection(
        String source, @Nullable String account, @Nullable String stream, Instant from, Instant to) {

    /** By its headers alone. */
    public boolean holds(ConsumerRecord<byte[], byte[]> record) {
        Header key = record.headers().lastHeader(CapturedRecord.STREAM);
        Header received = record.headers().lastHeader(CapturedRecord.RECEIVED);
        if (key == null || received == null || key.value() == null || received.value() == null) {
            return false;
        }
        return received.value().length == Long.BYTES
                && holds(ByteBuffer.wrap(received.value()).getLong())
                && holdsStream(new String(key.value(), StandardCharsets.UTF_8));
    }

    /** @param key source/account/stream */
    public boolean holdsStream(String key) {
        String[] names = key.split("/", -1);
        return names.length == 3
                && names[0].equals(source)
                && (account == null || names[1].equals(account))
                && (stream == null || names[2].equals(stream));
    }

    /** True when something received between these, both inclusive, may be of it. */
    public boolean overlaps(long firstMicros, long lastMicros) {
        return firstMicros < MicrosecondTime.of(to) && lastMicros >= MicrosecondTime.of(from);
    }

    private boolean holds(long receivedMicros) {
        return receivedMicros >= MicrosecondTime.of(from) && receivedMicros < MicrosecondTime.of(to);
    }
}
