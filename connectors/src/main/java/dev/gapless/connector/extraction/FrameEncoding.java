package dev.gapless.connector.extraction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/** The encoding of a live connection's messages. */
public enum FrameEncoding {
    /** As text. */
    JSON,

    /** In binary form (RFC 8949), one value or several behind each other. */
    CBOR,

    /** CBOR whose values may be links to others, as the AT protocol writes it; one value or several. */
    DAG_CBOR,

    /** In the binary form of msgpack.org, one value or several behind each other. */
    MESSAGEPACK;

    /** Values in one message. */
    private static final int MOST_VALUES = 16;

    private static final CBORMapper MAPPER = CBORMapper.builder(CBORFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(StrictJson.DEPTH)
                            .maxNumberLength(StrictJson.NUMBER_LENGTH)
                            .build())
                    .build())
            .build();

    /**
     * The JSON that a message means: byte strings as Base64, several values as a list. Those of DAG-CBOR are as
     * {@link DagCborReader} says. A message that is JSON already, as one that was kept before, stays what it is: no
     * binary map or list begins as JSON's do.
     */
    public ParseResult<byte[]> json(byte[] message) {
        if (this == JSON || (message.length > 0 && (message[0] == '{' || message[0] == '['))) {
            return new ParseResult.Got<>(message);
        }
        return switch (this) {
            case CBOR -> cbor(message);
            case DAG_CBOR -> dagCbor(message);
            default -> messagePack(message);
        };
    }

    private ParseResult<byte[]> dagCbor(byte[] message) {
        try {
            return json(DagCborReader.read(message, MOST_VALUES + 1), 2 * message.length);
        } catch (JacksonException | IllegalArgumentException | ArithmeticException e) {
            // its message quotes the bytes
            return refused("not DAG-CBOR, or nested deeper than %d".formatted(StrictJson.DEPTH));
        }
    }

    private ParseResult<byte[]> cbor(byte[] message) {
        List<JsonNode> values = new ArrayList<>();
        try (MappingIterator<JsonNode> found = MAPPER.readerFor(JsonNode.class).readValues(message)) {
            while (found.hasNextValue() && values.size() <= MOST_VALUES) {
                values.add(found.nextValue());
            }
        } catch (JacksonException | IllegalArgumentException | ArithmeticException e) {
            // its message quotes the bytes
            return refused("not CBOR, or nested deeper than %d".formatted(StrictJson.DEPTH));
        }
        return json(values, 2 * message.length);
    }

    private ParseResult<byte[]> messagePack(byte[] message) {
        List<JsonNode> values = new ArrayList<>();
        try (MessagePackReader found = new MessagePackReader(message)) {
            while (found.hasNext() && values.size() <= MOST_VALUES) {
                values.add(found.next());
            }
        } catch (IOException e) {
            // its cause may quote the bytes
            return refused(
                    "not MessagePack, nested deeper than %d, or more than JSON can say".formatted(StrictJson.DEPTH));
        }
        return json(values, 2 * message.length);
    }

    private ParseResult<byte[]> json(List<JsonNode> values, int about) {
        if (values.isEmpty() || values.size() > MOST_VALUES) {
            return refused("%d values (expected: 1 to %d)".formatted(values.size(), MOST_VALUES));
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(about);
        JsonMapper.shared().writeValue(text, values.size() == 1 ? values.getFirst() : values);
        return new ParseResult.Got<>(text.toByteArray());
    }

    private ParseResult<byte[]> refused(String detail) {
        return ParseResult.refused(
                name().toLowerCase(Locale.ROOT).replace('_', '-'),
                detail,
                "compare socket.events.encoding of the manifest with what the source documents");
    }
}
