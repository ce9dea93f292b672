package dev.gapless.processor.deadletters;

import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.position.StreamId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way to the dead letters.
 *
 * @param raw as it came off the topic
 * @param source for the metric; {@code unknown} unless the source is one we know, so that garbage makes no new series
 */
public record RefusedRecord(ConsumerRecord<byte[], byte[]> raw, DeadLetter letter, String source) {

    private static final String UNKNOWN = "unknown";
    private static final byte[] NOTHING = {};

    public static RefusedRecord of(
            ConsumerRecord<byte[], byte[]> raw, StreamId stream, String rule, String detail, String remedy) {
        return new RefusedRecord(
                raw,
                DeadLetter.of(stream, stream.accountKey(), where(raw), rule, detail, remedy, bytes(raw)),
                stream.source());
    }

    /**
     * Where the source is none that we know.
     *
     * @param stream as far as the record tells it
     */
    public static RefusedRecord ofUnknown(
            ConsumerRecord<byte[], byte[]> raw, @Nullable StreamId stream, String rule, String detail, String remedy) {
        return new RefusedRecord(
                raw, DeadLetter.of(stream, UNKNOWN, where(raw), rule, detail, remedy, bytes(raw)), UNKNOWN);
    }

    /** {@code topic-partition-offset}. */
    public static String where(ConsumerRecord<byte[], byte[]> raw) {
        return raw.topic() + "-" + raw.partition() + "-" + raw.offset();
    }

    private static byte[] bytes(ConsumerRecord<byte[], byte[]> raw) {
        return raw.value() == null ? NOTHING : raw.value();
    }
}
