package dev.gapless.connector.expression;

import dev.cel.common.values.NullValue;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON as an expression sees it. Members are converted when they are asked for, so a long message costs nothing. */
final class JsonMembers extends AbstractMap<String, Object> {

    private final JsonNode object;

    private JsonMembers(JsonNode object) {
        this.object = object;
    }

    /** Whole numbers beyond 64 bits become decimal ones, as in the language's own reading of JSON. */
    static Object of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> new JsonMembers(value);
            case ARRAY -> new ElementList(value);
            case STRING -> value.stringValue();
            case BOOLEAN -> value.booleanValue();
            case NUMBER ->
                value.isIntegralNumber() && value.canConvertToLong() ? (Object) value.longValue() : value.asDouble(0);
            default -> NullValue.NULL_VALUE;
        };
    }

    @Override
    public boolean containsKey(Object key) {
        return key instanceof String name && object.has(name);
    }

    @Override
    public @Nullable Object get(Object key) {
        JsonNode value = key instanceof String name ? object.get(name) : null;
        return value == null ? null : of(value);
    }

    @Override
    public int size() {
        return object.size();
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        Map<String, Object> all = new LinkedHashMap<>();
        object.propertyStream().forEach(member -> all.put(member.getKey(), of(member.getValue())));
        return Collections.unmodifiableMap(all).entrySet();
    }

    private static final class ElementList extends AbstractList<Object> implements List<Object> {

        private final JsonNode array;

        ElementList(JsonNode array) {
            this.array = array;
        }

        @Override
        public Object get(int index) {
            JsonNode element = array.get(index);
            if (element == null) {
                throw new IndexOutOfBoundsException(index);
            }
            return of(element);
        }

        @Override
        public int size() {
            return array.size();
        }
    }
}
