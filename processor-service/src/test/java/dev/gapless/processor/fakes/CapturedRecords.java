package dev.gapless.processor.fakes;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Captured records as captures and miners write them. */
public final class CapturedRecords {

    public static final Instant RECEIVED = Instant.parse("2026-03-04T05:06:07.000089Z");
    public static final UUID TOPIC = new UUID(7, 9);

    private CapturedRecords() {}

    public static CapturedRecord captured(String account, String item, IngestPath path, String value) {
        return captured(new StreamId("fake", account, "posts"), item, path, value);
    }

    public static CapturedRecord captured(StreamId stream, String item, IngestPath path, String value) {
        return new CapturedRecord(
                stream,
                item,
                path == IngestPath.LIVE ? CapturedRecord.RecordKind.FRAME : CapturedRecord.RecordKind.LISTED,
                value.getBytes(StandardCharsets.UTF_8),
                path,
                RECEIVED,
                "window-1",
                0);
    }

    public static String value(long version, ItemOperation operation) {
        return "%d|%d|%s|text %d".formatted(version * 10, version, operation, version);
    }

    public static String topic(IngestPath path) {
        return path == IngestPath.LIVE ? TopicNames.CAPTURED_LIVE : TopicNames.CAPTURED_BACKFILL;
    }

    public static ProducerRecord<byte[], byte[]> toSend(CapturedRecord captured) {
        var record = new ProducerRecord<>(
                topic(captured.path()), captured.key().getBytes(StandardCharsets.UTF_8), captured.value());
        captured.headers().forEach(record.headers()::add);
        return record;
    }

    public static ConsumerRecord<byte[], byte[]> received(CapturedRecord captured, long offset) {
        var record = new ConsumerRecord<>(
                topic(captured.path()), 3, offset, captured.key().getBytes(StandardCharsets.UTF_8), captured.value());
        captured.headers().forEach(record.headers()::add);
        return record;
    }

    public static Item item(String id, int offset, byte @Nullable [] payload) {
        return new Item(
                new StreamId("fake", "acc", "posts"),
                id,
                new Item.Content(
                        10, 1, payload == null ? ItemOperation.DELETE : ItemOperation.CREATE, new byte[32], payload),
                new Item.Arrival(IngestPath.LIVE, 0, "window-1", 0, false, 0),
                new LogPosition(TOPIC, 3, offset));
    }
}
