package dev.gapless.connector.extraction;

import tools.jackson.databind.JsonNode;

/** Names the kind of a value, for messages that must not quote it. */
public final class JsonKind {

    private JsonKind() {}

    public static String of(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "a boolean";
            case MISSING -> "absent";
            case NULL -> "null";
            case NUMBER -> "a number";
            case OBJECT -> "an object";
            case STRING -> value.stringValue().isEmpty() ? "an empty text" : "a text";
            case BINARY, POJO -> "no JSON value";
        };
    }
}
