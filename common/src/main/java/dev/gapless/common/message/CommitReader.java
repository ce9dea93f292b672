package dev.gapless.common.message;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.position.StreamId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;

/** Reads what {@link CommitWriter} writes. */
final class CommitReader {

    private static final int UUID_BYTES = 16;

    private final JsonParser cbor;

    private CommitReader(JsonParser cbor) {
        this.cbor = cbor;
    }

    /**
     * @throws UnreadableMessageException when the bytes are not such a message
     * @throws IOException when they do not come
     */
    static CommitRequest read(InputStream bytes) throws IOException {
        try (JsonParser cbor = CommitWriter.CBOR.createParser(bytes)) {
            return new CommitReader(cbor).request();
        } catch (JacksonIOException e) {
            throw e.getCause();
        } catch (JacksonException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new UnreadableMessageException("not a CommitRequest", e);
        }
    }

    private CommitRequest request() {
        expect(JsonToken.START_ARRAY);
        expect(JsonToken.VALUE_NUMBER_INT);
        if (cbor.getIntValue() != CommitWriter.FORM) {
            throw new IllegalArgumentException("another form");
        }
        List<StreamId> streams = new ArrayList<>();
        expect(JsonToken.START_ARRAY);
        while (cbor.nextToken() == JsonToken.VALUE_STRING) {
            streams.add(new StreamId(cbor.getString(), text(), text()));
        }
        end();
        List<String> provenances = new ArrayList<>();
        expect(JsonToken.START_ARRAY);
        while (cbor.nextToken() == JsonToken.VALUE_STRING) {
            provenances.add(cbor.getString());
        }
        end();
        List<UUID> topics = new ArrayList<>();
        expect(JsonToken.START_ARRAY);
        while (cbor.nextToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
            topics.add(uuid(cbor.getBinaryValue()));
        }
        end();
        List<DecidedSpan> decided = decided();
        List<Item> items = new ArrayList<>();
        while (cbor.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            items.add(item(streams.get(cbor.getIntValue()), provenances, topics));
        }
        end();
        return new CommitRequest(items, decided);
    }

    private List<DecidedSpan> decided() {
        List<DecidedSpan> decided = new ArrayList<>();
        expect(JsonToken.START_ARRAY);
        while (cbor.nextToken() == JsonToken.VALUE_EMBEDDED_OBJECT) {
            decided.add(new DecidedSpan(uuid(cbor.getBinaryValue()), small(), number(), number(), number()));
        }
        end();
        return decided;
    }

    private Item item(StreamId stream, List<String> provenances, List<UUID> topics) {
        String itemId = text();
        long position = number();
        long version = number();
        ItemOperation operation = CommitCodes.operation(small());
        byte[] hash = binary();
        byte[] payload = optional();
        IngestPath path = CommitCodes.path(small());
        long seenAt = number();
        String provenance = provenances.get(small());
        long generation = number();
        boolean inferred = flag();
        int undoCount = small();
        UUID topic = topics.get(small());
        int partition = small();
        long offset = number();
        int hashVersion = small();
        return new Item(
                stream,
                itemId,
                new Item.Content(position, version, operation, hash, payload, hashVersion, optional()),
                new Item.Arrival(path, seenAt, provenance, generation, inferred, undoCount),
                new LogPosition(topic, partition, offset));
    }

    private String text() {
        expect(JsonToken.VALUE_STRING);
        return cbor.getString();
    }

    private long number() {
        expect(JsonToken.VALUE_NUMBER_INT);
        return cbor.getLongValue();
    }

    private int small() {
        expect(JsonToken.VALUE_NUMBER_INT);
        return cbor.getIntValue();
    }

    private boolean flag() {
        JsonToken token = cbor.nextToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw unexpected(token);
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private byte[] binary() {
        expect(JsonToken.VALUE_EMBEDDED_OBJECT);
        return cbor.getBinaryValue();
    }

    private byte @Nullable [] optional() {
        JsonToken token = cbor.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_EMBEDDED_OBJECT) {
            throw unexpected(token);
        }
        return cbor.getBinaryValue();
    }

    private void expect(JsonToken expected) {
        JsonToken token = cbor.nextToken();
        if (token != expected) {
            throw unexpected(token);
        }
    }

    private void end() {
        if (cbor.currentToken() != JsonToken.END_ARRAY) {
            throw unexpected(cbor.currentToken());
        }
    }

    private static IllegalArgumentException unexpected(@Nullable JsonToken token) {
        return new IllegalArgumentException(token == null ? "too short" : "unexpected " + token);
    }

    private static UUID uuid(byte[] bytes) {
        if (bytes.length != UUID_BYTES) {
            throw new IllegalArgumentException(
                    "a topic id of %d bytes (expected: %d)".formatted(bytes.length, UUID_BYTES));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
