package dev.gapless.processor.changes;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.TopicNames;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.json.JsonMapper;

/**
 * A change as a record of {@code changes}: CloudEvents 1.0, Kafka binding, binary mode. Its id comes from where the
 * captured record stands in Kafka, so a change published again is recognised as the same one.
 */
public final class CloudEvent {

    private static final JsonMapper JSON = new JsonMapper();

    private static final byte[] VERSION = utf8("1.0");
    private static final byte[] CONTENT = utf8("application/json");

    private record Deleted(String id, boolean deleted) {}

    private CloudEvent() {}

    public static ProducerRecord<byte[], byte[]> of(Change change) {
        Item item = change.item();
        var event =
                new ProducerRecord<>(TopicNames.CHANGES, utf8(change.captured().key()), value(item));
        event.headers().add("ce_specversion", VERSION);
        header(event, "ce_id", item.logPosition().changeId().toString());
        header(
                event,
                "ce_source",
                "/sources/" + item.source() + "/accounts/" + item.account() + "/streams/" + item.stream());
        header(event, "ce_type", "dev.gapless.item." + change.kind().word());
        header(event, "ce_subject", item.itemId());
        header(event, "ce_time", change.captured().receivedAt().toString());
        header(event, "ce_gaplessversion", Long.toString(item.version()));
        header(event, "ce_gaplessposition", Long.toString(item.position()));
        header(event, "ce_gaplesspath", item.path().name());
        event.headers().add("content-type", CONTENT);
        return event;
    }

    private static byte[] value(Item item) {
        byte[] payload = item.payload();
        return payload == null ? JSON.writeValueAsBytes(new Deleted(item.itemId(), true)) : payload;
    }

    private static void header(ProducerRecord<byte[], byte[]> event, String name, String value) {
        event.headers().add(name, utf8(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
