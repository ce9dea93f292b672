package dev.gapless.live.protocol;

import dev.gapless.live.history.ChannelBatch;
import dev.gapless.live.history.LoggedChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON as MessagePack and back. A number of JSON becomes the integer that it is, up to 64 bits, or the nearest double,
 * which is what JavaScript reads of it.
 */
final class MessagePackCodec {

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int UNSIGNED_BITS = 64;

    /** No message of a client has as many levels. */
    private static final int MOST_LEVELS = 16;

    private MessagePackCodec() {}

    static byte[] pack(byte[] json) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            write(out, JSON.readTree(json));
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
    }

    /** Each change is packed once for all frames that it is sent in. */
    static byte[] changes(List<ChannelBatch> batches) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            if (batches.size() == 1 && batches.getFirst().changes().size() == 1) {
                ChannelBatch only = batches.getFirst();
                out.packMapHeader(4).packString("type").packString("change");
                head(out, only);
                out.packString("change");
                payload(out, only.changes().getFirst());
                return out.toByteArray();
            }
            out.packMapHeader(2).packString("type").packString("batch_update");
            out.packString("batches").packArrayHeader(batches.size());
            for (ChannelBatch batch : batches) {
                out.packMapHeader(3);
                head(out, batch);
                out.packString("changes").packArrayHeader(batch.changes().size());
                for (LoggedChange change : batch.changes()) {
                    payload(out, change);
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
    }

    private static void head(MessageBufferPacker out, ChannelBatch batch) throws IOException {
        out.packString("channel").packString(batch.channel().key());
        out.packString("offset").packString(batch.offset());
    }

    private static void payload(MessageBufferPacker out, LoggedChange change) throws IOException {
        out.writePayload(change.inOtherForm(MessagePackCodec::pack));
    }

    private static void write(MessageBufferPacker out, JsonNode node) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> {
                out.packMapHeader(node.size());
                for (var member : node.properties()) {
                    out.packString(member.getKey());
                    write(out, member.getValue());
                }
            }
            case ARRAY -> {
                out.packArrayHeader(node.size());
                for (JsonNode each : node) {
                    write(out, each);
                }
            }
            case STRING -> out.packString(node.stringValue());
            case BOOLEAN -> out.packBoolean(node.booleanValue());
            case NUMBER -> writeNumber(out, node);
            case NULL -> out.packNil();
            case BINARY, MISSING, POJO -> throw new IllegalStateException("no JSON has a " + node.getNodeType());
        }
    }

    private static void writeNumber(MessageBufferPacker out, JsonNode number) throws IOException {
        if (!number.isIntegralNumber()) {
            out.packDouble(number.doubleValue());
            return;
        }
        BigInteger integer = number.bigIntegerValue();
        if (integer.bitLength() < UNSIGNED_BITS) {
            out.packLong(integer.longValue());
        } else if (integer.signum() > 0 && integer.bitLength() == UNSIGNED_BITS) {
            out.packBigInteger(integer);
        } else {
            out.packDouble(integer.doubleValue());
        }
    }

    /**
     * Reads what a client sent. What it announces is believed only as far as its bytes go.
     *
     * @throws IOException when it is not one value of JSON's kinds, or too deep
     */
    static JsonNode unpack(byte[] message) throws IOException {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(message)) {
            JsonNode read = read(in, message.length, 1);
            if (in.getTotalReadBytes() != message.length) {
                throw new IOException("something follows the value");
            }
            return read;
        } catch (MessagePackException e) {
            throw new IOException("no MessagePack", e);
        }
    }

    private static JsonNode read(MessageUnpacker in, int length, int level) throws IOException {
        if (level > MOST_LEVELS) {
            throw new IOException("more than %d levels".formatted(MOST_LEVELS));
        }
        MessageFormat format = in.getNextFormat();
        return switch (format.getValueType()) {
            case NIL -> {
                in.unpackNil();
                yield NODES.nullNode();
            }
            case BOOLEAN -> NODES.booleanNode(in.unpackBoolean());
            case INTEGER ->
                format == MessageFormat.UINT64 ? NODES.numberNode(in.unpackBigInteger()) : integer(in.unpackLong());
            case FLOAT -> NODES.numberNode(in.unpackDouble());
            case STRING -> NODES.stringNode(text(in, length));
            case ARRAY -> {
                int size = fitting(in, in.unpackArrayHeader(), length);
                ArrayNode array = NODES.arrayNode();
                for (int i = 0; i < size; i++) {
                    array.add(read(in, length, level + 1));
                }
                yield array;
            }
            case MAP -> {
                int size = fitting(in, in.unpackMapHeader(), length);
                ObjectNode map = NODES.objectNode();
                for (int i = 0; i < size; i++) {
                    map.set(text(in, length), read(in, length, level + 1));
                }
                yield map;
            }
            case BINARY, EXTENSION -> throw new IOException("a value that JSON does not have");
        };
    }

    /** As the JSON parser's nodes are. */
    private static JsonNode integer(long value) {
        return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    private static String text(MessageUnpacker in, int length) throws IOException {
        byte[] text = in.readPayload(fitting(in, in.unpackRawStringHeader(), length));
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Each element has at least a byte. */
    private static int fitting(MessageUnpacker in, int announced, int length) throws IOException {
        if (announced > length - in.getTotalReadBytes()) {
            throw new IOException("%d announced, and less follows".formatted(announced));
        }
        return announced;
    }
}
