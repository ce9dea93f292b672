package dev.gapless.processor.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A change as its reader sees it. */
public record SeenChange(String id, String item, long version, String type, String path, String value) {

    public static SeenChange of(ConsumerRecord<byte[], byte[]> record) {
        return new SeenChange(
                header(record, "ce_id"),
                header(record, "ce_subject"),
                Long.parseLong(header(record, "ce_gaplessversion")),
                header(record, "ce_type"),
                header(record, "ce_gaplesspath"),
                new String(record.value(), UTF_8));
    }

    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name), name).value(), UTF_8);
    }
}
