package dev.gapless.connector.extraction;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.cbor.CBORParser;

/**
 * Reads DAG-CBOR: CBOR whose values may be links to other values. A link becomes {@code {"$link": "b…"}} with the text
 * form of its content identifier, and a byte string {@code {"$bytes": "…"}} with its Base64 without padding.
 */
final class DagCborReader {

    static final String LINK = "$link";
    static final String BYTES = "$bytes";

    private static final int LINK_TAG = 42;
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final CBORMapper MAPPER = CBORMapper.builder(CBORFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(StrictJson.DEPTH)
                            .maxNumberLength(StrictJson.NUMBER_LENGTH)
                            .build())
                    .build())
            .build();

    private DagCborReader() {}

    /**
     * One value or several behind each other.
     *
     * @param most values that are read; there may be more
     * @throws tools.jackson.core.JacksonException where the bytes are no CBOR
     * @throws IllegalArgumentException where they are CBOR that is no DAG-CBOR
     */
    static List<JsonNode> read(byte[] bytes, int most) {
        List<JsonNode> values = new ArrayList<>();
        try (CBORParser parser = (CBORParser) MAPPER.createParser(bytes)) {
            while (values.size() < most && parser.nextToken() != null) {
                values.add(value(parser));
            }
        }
        return values;
    }

    private static JsonNode value(CBORParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_EMBEDDED_OBJECT -> bytes(parser);
            default -> throw new IllegalArgumentException("no value of DAG-CBOR");
        };
    }

    private static ObjectNode object(CBORParser parser) {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.set(name, value(parser));
        }
        return object;
    }

    private static ArrayNode list(CBORParser parser) {
        ArrayNode list = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }

    private static JsonNode finite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("a number that is not finite");
        }
        return NODES.numberNode(number);
    }

    private static JsonNode bytes(CBORParser parser) {
        boolean link = parser.getCurrentTag() == LINK_TAG;
        if (!(parser.getEmbeddedObject() instanceof byte[] bytes)) {
            throw new IllegalArgumentException("no value of DAG-CBOR");
        }
        if (!link) {
            return NODES.objectNode()
                    .put(BYTES, Base64.getEncoder().withoutPadding().encodeToString(bytes));
        }
        if (bytes.length < 2 || bytes[0] != 0) {
            throw new IllegalArgumentException("a link that is no content identifier");
        }
        return NODES.objectNode().put(LINK, identifier(bytes, 1, bytes.length));
    }

    /** The text form of a content identifier: Base32 in lower case behind a {@code b}. */
    static String identifier(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder("b");
        int held = 0;
        int bits = 0;
        for (int i = from; i < to; i++) {
            held = (held << 8) | (bytes[i] & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(DIGITS.charAt((held >> bits) & 31));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(DIGITS.charAt((held << (5 - bits)) & 31));
        }
        return text.toString();
    }
}
