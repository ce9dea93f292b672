package dev.gapless.common.message;

import dev.gapless.common.message.CommitRequest.Item;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Writes items as CBOR arrays: first what many of them share (streams, sightings, topics), then each item, which names
 * that by number. A third of the time that members with names take.
 */
final class CommitWriter {

    static final CBORMapper CBOR = new CBORMapper();
    static final int FORM = 2;

    private static final int ENVELOPE = 160;
    private static final int UUID_BYTES = 16;

    /** As it was checked long ago. */
    private record Stream(String source, String account, String stream) {

        static Stream of(Item item) {
            return new Stream(item.source(), item.account(), item.stream());
        }
    }

    private final Map<Stream, Integer> streams = new LinkedHashMap<>();
    private final Map<String, Integer> sightings = new LinkedHashMap<>();
    private final Map<UUID, Integer> topics = new LinkedHashMap<>();

    private CommitWriter() {}

    static byte[] write(List<Item> items) {
        CommitWriter writer = new CommitWriter();
        int[] streams = new int[items.size()];
        int size = 0;
        for (int i = 0; i < streams.length; i++) {
            Item item = items.get(i);
            streams[i] = number(writer.streams, Stream.of(item));
            number(writer.sightings, item.sighting());
            number(writer.topics, item.topicId());
            byte[] payload = item.payload();
            size += ENVELOPE + (payload == null ? 0 : payload.length);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(size);
        try (JsonGenerator cbor = CBOR.createGenerator(out)) {
            writer.write(items, streams, cbor);
        }
        return out.toByteArray();
    }

    private void write(List<Item> items, int[] numbers, JsonGenerator cbor) {
        cbor.writeStartArray();
        cbor.writeNumber(FORM);
        cbor.writeStartArray();
        for (Stream stream : streams.keySet()) {
            cbor.writeString(stream.source());
            cbor.writeString(stream.account());
            cbor.writeString(stream.stream());
        }
        cbor.writeEndArray();
        cbor.writeStartArray();
        sightings.keySet().forEach(cbor::writeString);
        cbor.writeEndArray();
        cbor.writeStartArray();
        topics.keySet().forEach(topic -> cbor.writeBinary(bytes(topic)));
        cbor.writeEndArray();
        for (int i = 0; i < numbers.length; i++) {
            write(items.get(i), numbers[i], cbor);
        }
        cbor.writeEndArray();
    }

    private void write(Item item, int stream, JsonGenerator cbor) {
        cbor.writeNumber(stream);
        cbor.writeString(item.itemId());
        cbor.writeNumber(item.position());
        cbor.writeNumber(item.version());
        cbor.writeNumber(CommitCodes.of(item.operation()));
        cbor.writeBinary(item.hash());
        binary(cbor, item.payload());
        cbor.writeNumber(CommitCodes.of(item.door()));
        cbor.writeNumber(item.seenAtMicros());
        cbor.writeNumber(number(sightings, item.sighting()));
        cbor.writeNumber(item.generation());
        cbor.writeBoolean(item.inferred());
        cbor.writeNumber(item.revival());
        cbor.writeNumber(number(topics, item.topicId()));
        cbor.writeNumber(item.partition());
        cbor.writeNumber(item.offset());
        cbor.writeNumber(item.hashVersion());
        binary(cbor, item.volatileHash());
    }

    private static void binary(JsonGenerator cbor, byte @Nullable [] bytes) {
        if (bytes == null) {
            cbor.writeNull();
        } else {
            cbor.writeBinary(bytes);
        }
    }

    private static <K> int number(Map<K, Integer> known, K key) {
        Integer number = known.get(key);
        if (number == null) {
            number = known.size();
            known.put(key, number);
        }
        return number;
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(UUID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
