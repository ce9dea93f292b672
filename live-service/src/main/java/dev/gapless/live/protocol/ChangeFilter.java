package dev.gapless.live.protocol;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which changes of a channel a client wants: those whose data passes all conditions. Deletions pass always, so that a
 * client can drop what it has.
 */
public final class ChangeFilter {

    /** Exact: a condition on a price must not round it. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int MOST_CONDITIONS = 8;
    private static final int MOST_VALUES = 100;
    private static final int LONGEST_NUMBER = 64;
    private static final String EXPECTED = "expected: 1 to %d of {field, op, value}".formatted(MOST_CONDITIONS);

    private enum Operator {
        EQ,
        NE,
        LT,
        LTE,
        GT,
        GTE,
        IN,
        EXISTS
    }

    private record Condition(JsonPointer field, Operator operator, JsonNode value) {}

    private final List<Condition> conditions;

    private ChangeFilter(List<Condition> conditions) {
        this.conditions = conditions;
    }

    /**
     * Reads a filter.
     *
     * @param filter an array of {@code {field, op, value}}; {@code field} is a JSON pointer into the data
     * @throws IllegalArgumentException with the reason when it is no filter
     */
    public static ChangeFilter read(JsonNode filter) {
        if (!filter.isArray() || filter.isEmpty() || filter.size() > MOST_CONDITIONS) {
            throw new IllegalArgumentException("filter: not usable (%s)".formatted(EXPECTED));
        }
        List<Condition> conditions = new ArrayList<>();
        for (JsonNode each : filter) {
            conditions.add(condition(each));
        }
        return new ChangeFilter(List.copyOf(conditions));
    }

    /** As {@link #read(JsonNode)}, of JSON text. */
    public static ChangeFilter parse(String filter) {
        try {
            return read(JSON.readTree(filter));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("filter: no JSON (%s)".formatted(EXPECTED), e);
        }
    }

    private static Condition condition(JsonNode condition) {
        JsonNode field = condition.path("field");
        JsonNode value = condition.path("value");
        Operator operator = operator(condition.path("op"));
        if (!field.isString()
                || !(field.stringValue().isEmpty() || field.stringValue().startsWith("/"))) {
            throw new IllegalArgumentException("filter.field: not usable (expected: a JSON pointer, such as /price)");
        }
        boolean fits = switch (operator) {
            case EQ, NE -> value.isValueNode();
            case LT, LTE, GT, GTE -> value.isNumber();
            case IN -> value.isArray() && value.size() <= MOST_VALUES;
            case EXISTS -> value.isBoolean();
        };
        if (!fits) {
            throw new IllegalArgumentException(
                    "filter.value: not usable (expected: a number for lt, lte, gt and gte, an array for in, a boolean for exists, else one value)");
        }
        return new Condition(JsonPointer.compile(field.stringValue()), operator, value);
    }

    private static Operator operator(JsonNode name) {
        for (Operator operator : Operator.values()) {
            if (name.isString() && operator.name().toLowerCase(Locale.ROOT).equals(name.stringValue())) {
                return operator;
            }
        }
        throw new IllegalArgumentException("filter.op: unknown (expected: eq, ne, lt, lte, gt, gte, in or exists)");
    }

    /** @param change as the protocol shows it, UTF-8 JSON */
    public boolean passes(byte[] change) {
        JsonNode read = JSON.readTree(change);
        if ("deleted".equals(read.path("kind").asString(""))) {
            return true;
        }
        JsonNode data = read.path("data");
        return conditions.stream().allMatch(condition -> passes(condition, data.at(condition.field())));
    }

    /** An absent field passes {@code exists: false} alone. */
    private static boolean passes(Condition condition, JsonNode found) {
        if (condition.operator() == Operator.EXISTS) {
            return condition.value().booleanValue() != found.isMissingNode();
        }
        if (found.isMissingNode()) {
            return false;
        }
        return switch (condition.operator()) {
            case EQ -> same(found, condition.value());
            case NE -> !same(found, condition.value());
            case IN -> condition.value().valueStream().anyMatch(value -> same(found, value));
            case LT, LTE, GT, GTE, EXISTS -> inRange(condition, found);
        };
    }

    private static boolean inRange(Condition condition, JsonNode found) {
        Optional<Integer> order =
                number(found).map(number -> number.compareTo(condition.value().decimalValue()));
        return order.isPresent()
                && switch (condition.operator()) {
                    case LT -> order.get() < 0;
                    case LTE -> order.get() <= 0;
                    case GT -> order.get() > 0;
                    default -> order.get() >= 0;
                };
    }

    private static boolean same(JsonNode found, JsonNode value) {
        if (value.isNumber()) {
            return number(found)
                    .filter(number -> number.compareTo(value.decimalValue()) == 0)
                    .isPresent();
        }
        return found.equals(value);
    }

    /** Prices and amounts are often texts, because a JSON number may lose digits. */
    private static Optional<BigDecimal> number(JsonNode found) {
        if (found.isNumber()) {
            return Optional.of(found.decimalValue());
        }
        @Nullable String text = found.isString() ? found.stringValue() : null;
        if (text == null || text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
