package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.position.StreamId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes protocol JSON of CloudEvents. Versions and positions are written as texts, because they may exceed what a
 * JavaScript number holds exactly.
 */
final class ChangeRecordReader {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeRecordReader.class);
    private static final int SOURCE_PARTS = 7;
    private static final String TYPE_PREFIX = "dev.gapless.item.";

    private final JsonMapper json = new JsonMapper();

    /** Empty for a record that is no change event; what is wrong with it is logged. */
    Optional<LoggedChange> read(ConsumerRecord<byte[], byte[]> event) {
        try {
            StreamId channel = channel(header(event, "ce_source"));
            return Optional.of(new LoggedChange(
                    ChannelName.of(channel),
                    event.partition(),
                    event.offset(),
                    header(event, "ce_subject"),
                    encode(channel, event)));
        } catch (IllegalArgumentException | JacksonException e) {
            LOG.error(
                    "change-unreadable partition={} offset={} cause={}",
                    event.partition(),
                    event.offset(),
                    e.toString());
            return Optional.empty();
        }
    }

    /** True for a record of the channel, without reading the rest of it; false when it names no stream. */
    boolean isOf(ChannelName channel, ConsumerRecord<byte[], byte[]> event) {
        try {
            return channel.includes(ChannelName.of(channel(header(event, "ce_source"))), header(event, "ce_subject"));
        } catch (IllegalArgumentException e) {
            LOG.debug("change-unreadable partition={} offset={}", event.partition(), event.offset(), e);
            return false;
        }
    }

    /** The source is {@code /sources/S/accounts/A/streams/T}. */
    private static StreamId channel(String source) {
        String[] path = source.split("/", -1);
        if (path.length != SOURCE_PARTS) {
            throw new IllegalArgumentException(
                    "ce_source: %s (expected: /sources/S/accounts/A/streams/T)".formatted(source));
        }
        return new StreamId(path[2], path[4], path[6]);
    }

    private byte[] encode(StreamId channel, ConsumerRecord<byte[], byte[]> event) {
        byte[] value = event.value();
        if (value == null) {
            throw new IllegalArgumentException("value: absent (expected: JSON)");
        }
        requireJson(value);
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 256);
        try (JsonGenerator writer = json.createGenerator(out)) {
            writer.writeStartObject();
            writer.writeStringProperty("id", header(event, "ce_id"));
            writer.writeStringProperty("stream", channel.key());
            String type = header(event, "ce_type");
            writer.writeStringProperty(
                    "kind", type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type);
            writer.writeStringProperty("item", header(event, "ce_subject"));
            writer.writeStringProperty("version", header(event, "ce_gaplessversion"));
            writer.writeStringProperty("position", header(event, "ce_gaplessposition"));
            writer.writeStringProperty("time", header(event, "ce_time"));
            writer.writeBooleanProperty("backfilled", !"LIVE".equals(header(event, "ce_gaplesspath")));
            writer.writeName("data");
            writer.writeRawValue(onOneLine(value));
            writer.writeEndObject();
        }
        return out.toByteArray();
    }

    /**
     * An event of a stream of events ends with its line. In JSON a bare line feed is only ever space between tokens.
     */
    private static String onOneLine(byte[] value) {
        return new String(value, StandardCharsets.UTF_8).replace('\n', ' ').replace('\r', ' ');
    }

    /** A frame holds changes of many records: one that is no JSON would spoil the others. */
    private void requireJson(byte[] value) {
        try (JsonParser parser = json.createParser(value)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("value: empty (expected: JSON)");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("value: more than one JSON value (expected: one)");
            }
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        Header header = event.headers().lastHeader(name);
        if (header == null) {
            throw new IllegalArgumentException("header %s: absent (expected: a CloudEvent)".formatted(name));
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
