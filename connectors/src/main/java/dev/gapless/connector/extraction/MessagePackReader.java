package dev.gapless.connector.extraction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one MessagePack value as the JSON that it means: byte strings as Base64, the timestamps of the format as texts
 * of ISO 8601. What a value announces is believed only as far as its bytes go. Used by one thread.
 */
final class MessagePackReader implements AutoCloseable {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The extension type of the format's own timestamps. */
    private static final byte TIMESTAMP = -1;

    private final MessageUnpacker in;
    private final int length;

    MessagePackReader(byte[] message) {
        this.in = MessagePack.newDefaultUnpacker(message);
        this.length = message.length;
    }

    boolean hasNext() throws IOException {
        return in.hasNext();
    }

    /** @throws IOException when it is no value, has a member twice, or has what JSON cannot say */
    JsonNode next() throws IOException {
        try {
            return read(1);
        } catch (MessagePackException e) {
            throw new IOException("no MessagePack", e);
        }
    }

    private JsonNode read(int level) throws IOException {
        if (level > StrictJson.DEPTH) {
            throw new IOException("more than %d levels".formatted(StrictJson.DEPTH));
        }
        MessageFormat format = in.getNextFormat();
        return switch (format.getValueType()) {
            case NIL -> {
                in.unpackNil();
                yield NODES.nullNode();
            }
            case BOOLEAN -> NODES.booleanNode(in.unpackBoolean());
            case INTEGER ->
                format == MessageFormat.UINT64
                        ? NODES.numberNode(in.unpackBigInteger())
                        : NODES.numberNode(in.unpackLong());
            case FLOAT -> number(in.unpackDouble());
            case STRING -> NODES.stringNode(text());
            case BINARY -> NODES.binaryNode(in.readPayload(fitting(in.unpackBinaryHeader())));
            case ARRAY -> list(level);
            case MAP -> map(level);
            case EXTENSION -> timestamp();
        };
    }

    private static JsonNode number(double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new IOException("a number that JSON cannot say");
        }
        return NODES.numberNode(value);
    }

    private ArrayNode list(int level) throws IOException {
        int size = fitting(in.unpackArrayHeader());
        ArrayNode list = NODES.arrayNode();
        for (int i = 0; i < size; i++) {
            list.add(read(level + 1));
        }
        return list;
    }

    private ObjectNode map(int level) throws IOException {
        int size = fitting(in.unpackMapHeader());
        ObjectNode map = NODES.objectNode();
        for (int i = 0; i < size; i++) {
            if (in.getNextFormat().getValueType() != ValueType.STRING) {
                throw new IOException("a member whose name is no text");
            }
            String name = text();
            if (map.has(name)) {
                throw new IOException("a member that is named twice");
            }
            map.set(name, read(level + 1));
        }
        return map;
    }

    private String text() throws IOException {
        byte[] text = in.readPayload(fitting(in.unpackRawStringHeader()));
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    }

    private JsonNode timestamp() throws IOException {
        var header = in.unpackExtensionTypeHeader();
        if (header.getType() != TIMESTAMP) {
            throw new IOException("an extension of the source's own");
        }
        fitting(header.getLength());
        try {
            return NODES.stringNode(in.unpackTimestamp(header).toString());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IOException("a timestamp out of range", e);
        }
    }

    /** Each element has at least a byte. */
    private int fitting(int announced) throws IOException {
        if (announced > length - in.getTotalReadBytes()) {
            throw new IOException("%d announced, and less follows".formatted(announced));
        }
        return announced;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
