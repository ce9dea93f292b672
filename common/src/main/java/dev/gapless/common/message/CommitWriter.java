package dev.gapless.common.message;

import dev.gapless.common.message.CommitRequest.Item;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Writes items as CBOR arrays: first what many of them share (streams, sightings, topics), then each item, which names
 * that by number. A third of the time that members with names take.
 */
final class CommitWriter {

    /** Streams that others opened are theirs to close. */
    static final CBORMapper CBOR = CBORMapper.builder(CBORFactory.builder()
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .build())
            .build();

    static final int FORM = 3;

    private static final int ENVELOPE = 160;
    private static final int UUID_BYTES = 16;

    /** As it was checked long ago. */
    private record Stream(String source, String account, String stream) {

        static Stream of(Item item) {
            return new Stream(item.source(), item.account(), item.stream());
        }

        /** The account first: mostly it is what differs. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Stream same
                    && account.equals(same.account)
                    && source.equals(same.source)
                    && stream.equals(same.stream);
        }

        @Override
        public int hashCode() {
            return 31 * account.hashCode() + stream.hashCode();
        }
    }

    /** The numbers of what an item shares with others. */
    private record Shared(int stream, int provenance, int topic) {}

    /** In the order of their numbers. Items that follow each other often share them, and then nothing is looked up. */
    private static final class Numbers<K> {

        private final Map<K, Integer> known = new LinkedHashMap<>();
        private @Nullable K last;
        private int number;

        int of(K key) {
            if (!key.equals(last)) {
                last = key;
                number = known.computeIfAbsent(key, each -> known.size());
            }
            return number;
        }

        Set<K> all() {
            return known.keySet();
        }
    }

    private final Numbers<Stream> streams = new Numbers<>();
    private final Numbers<String> provenances = new Numbers<>();
    private final Numbers<UUID> topics = new Numbers<>();

    private CommitWriter() {}

    static byte[] write(List<Item> items, List<DecidedSpan> decided) {
        CommitWriter writer = new CommitWriter();
        Shared[] shared = new Shared[items.size()];
        int size = 0;
        for (int i = 0; i < shared.length; i++) {
            Item item = items.get(i);
            shared[i] = new Shared(
                    writer.streams.of(Stream.of(item)),
                    writer.provenances.of(item.provenance()),
                    writer.topics.of(item.topicId()));
            byte[] payload = item.payload();
            size += ENVELOPE + (payload == null ? 0 : payload.length);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(size);
        try (JsonGenerator cbor = CBOR.createGenerator(out)) {
            writer.write(items, decided, shared, cbor);
        }
        return out.toByteArray();
    }

    private void write(List<Item> items, List<DecidedSpan> decided, Shared[] shared, JsonGenerator cbor) {
        cbor.writeStartArray();
        cbor.writeNumber(FORM);
        cbor.writeStartArray();
        for (Stream stream : streams.all()) {
            cbor.writeString(stream.source());
            cbor.writeString(stream.account());
            cbor.writeString(stream.stream());
        }
        cbor.writeEndArray();
        cbor.writeStartArray();
        provenances.all().forEach(cbor::writeString);
        cbor.writeEndArray();
        cbor.writeStartArray();
        topics.all().forEach(topic -> cbor.writeBinary(bytes(topic)));
        cbor.writeEndArray();
        cbor.writeStartArray();
        decided.forEach(span -> write(span, cbor));
        cbor.writeEndArray();
        for (int i = 0; i < shared.length; i++) {
            write(items.get(i), shared[i], cbor);
        }
        cbor.writeEndArray();
    }

    private static void write(DecidedSpan span, JsonGenerator cbor) {
        cbor.writeBinary(bytes(span.topicId()));
        cbor.writeNumber(span.partition());
        cbor.writeNumber(span.from());
        cbor.writeNumber(span.to());
        cbor.writeNumber(span.published());
    }

    private static void write(Item item, Shared shared, JsonGenerator cbor) {
        cbor.writeNumber(shared.stream());
        cbor.writeString(item.itemId());
        cbor.writeNumber(item.position());
        cbor.writeNumber(item.version());
        cbor.writeNumber(CommitCodes.of(item.operation()));
        cbor.writeBinary(item.hash());
        binary(cbor, item.payload());
        cbor.writeNumber(CommitCodes.of(item.path()));
        cbor.writeNumber(item.seenAtMicros());
        cbor.writeNumber(shared.provenance());
        cbor.writeNumber(item.generation());
        cbor.writeBoolean(item.inferred());
        cbor.writeNumber(item.undoCount());
        cbor.writeNumber(shared.topic());
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

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(UUID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
