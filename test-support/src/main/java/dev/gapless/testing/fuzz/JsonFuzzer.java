package dev.gapless.testing.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes JSON values from schemas, some of which break the schema. */
final class JsonFuzzer {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final int DEEPEST = 6;
    private static final int LONG = 20_000;

    /** Stands for half a surrogate pair, which a writer would refuse. */
    private static final String HALF_PAIR = "<half>";

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "\0",
            "a\0b",
            HALF_PAIR,
            "../../etc/passwd",
            "%00",
            "%2e%2e%2f",
            "a/b",
            "a;b=c",
            "{x}",
            "${x}",
            "'; drop table gap; --",
            "\u00df\u20ac\ud83d\ude00",
            "\u202e\u0007",
            "line\r\nHeader: x",
            "null",
            "true",
            "-1",
            "0",
            "1e400",
            "9223372036854775807",
            "9223372036854775808",
            "2026-03-01T12:00:00Z",
            "2026-02-31T25:61:61Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "l".repeat(LONG));

    private static final long[] NUMBERS = {
        0, 1, -1, 2, 100, 10_001, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 253402300800000L
    };

    private final JsonNode document;
    private final List<String> names;
    private final RandomGenerator random;
    private final JsonNodeFactory nodes = JsonNodeFactory.instance;

    JsonFuzzer(JsonNode document, List<String> names, RandomGenerator random) {
        this.document = document;
        this.names = List.copyOf(names);
        this.random = random;
    }

    /** A document as it is sent. */
    String json(JsonNode schema) {
        return JsonMapper.shared().writeValueAsString(value(schema, 0)).replace(HALF_PAIR, "\\ud83d");
    }

    /** A value as it is written into a path, a query or a header. */
    String text(JsonNode schema) {
        JsonNode value = value(schema, 0);
        return value.isContainer() || value.isNull() ? anyText() : value.asString();
    }

    String anyText() {
        return !names.isEmpty() && random.nextBoolean()
                ? names.get(random.nextInt(names.size()))
                : TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private JsonNode value(JsonNode schema, int depth) {
        JsonNode reference = schema.path("$ref");
        if (reference.isString()) {
            String name = reference.asString().substring(SCHEMAS.length());
            return value(document.path("components").path("schemas").path(name), depth);
        }
        if (depth > DEEPEST || random.nextInt(20) == 0) {
            return anything(depth);
        }
        if (schema.has("anyOf")) {
            return value(
                    schema.path("anyOf").get(random.nextInt(schema.path("anyOf").size())), depth);
        }
        if (schema.has("enum") && random.nextInt(10) > 0) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        return switch (type(schema)) {
            case "string" -> nodes.stringNode(string(schema.path("format").asString("")));
            case "integer" -> integer();
            case "number" -> nodes.numberNode(random.nextInt(4) == 0 ? Double.MAX_VALUE : random.nextDouble(-10, 10));
            case "boolean" -> nodes.booleanNode(random.nextBoolean());
            case "array" -> array(schema, depth);
            case "object" -> object(schema, depth);
            case "null" -> nodes.nullNode();
            default -> anything(depth);
        };
    }

    private String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.get(random.nextInt(type.size())).asString() : type.asString("");
    }

    private String string(String format) {
        boolean asked = random.nextInt(4) > 0;
        return switch (format) {
            case "uuid" -> asked ? new UUID(random.nextLong(), random.nextLong()).toString() : anyText();
            case "date-time" -> asked ? "2026-03-0%dT12:00:00Z".formatted(1 + random.nextInt(9)) : anyText();
            default -> anyText();
        };
    }

    private JsonNode integer() {
        return random.nextInt(15) == 0
                ? nodes.numberNode(BigInteger.TEN.pow(30))
                : nodes.numberNode(NUMBERS[random.nextInt(NUMBERS.length)]);
    }

    private JsonNode array(JsonNode schema, int depth) {
        ArrayNode array = nodes.arrayNode();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    private JsonNode object(JsonNode schema, int depth) {
        ObjectNode object = nodes.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            if (random.nextInt(10) < (required.contains(member.getKey()) ? 9 : 6)) {
                object.set(member.getKey(), value(member.getValue(), depth + 1));
            }
        }
        if (random.nextInt(10) == 0) {
            object.set("unheard-of", anything(depth + 1));
        }
        return object;
    }

    private JsonNode anything(int depth) {
        return switch (random.nextInt(depth > DEEPEST ? 4 : 6)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.stringNode(anyText());
            case 2 -> integer();
            case 3 -> nodes.booleanNode(true);
            case 4 -> nodes.arrayNode().add(nodes.stringNode(anyText())).add(nodes.nullNode());
            default -> nodes.objectNode().set(anyText(), nodes.stringNode(anyText()));
        };
    }
}
