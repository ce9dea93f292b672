package dev.gapless.connector.manifest.node;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** Forms of plain values. */
public final class ValueFormats {

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    private ValueFormats() {}

    /** YAML's plain numbers and words are texts too. */
    public static ValueFormat<String> text() {
        Pattern pattern = Pattern.compile("(?s).*\\S.*");
        return new ValueFormat<>(
                "",
                "a text that is not empty",
                "some text",
                text -> pattern.matcher(text).matches() ? text : null,
                Map.of("type", List.of("string", "number", "boolean")));
    }

    public static ValueFormat<String> matching(Pattern pattern, String rule, String example) {
        return new ValueFormat<>(
                "",
                rule,
                example,
                text -> pattern.matcher(text).matches() ? text : null,
                Map.of("type", "string", "pattern", "^(?:" + pattern.pattern() + ")$"));
    }

    public static ValueFormat<Boolean> flag() {
        return new ValueFormat<>(
                false,
                "true or false",
                "true",
                text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> null;
                },
                Map.of("type", "boolean"));
    }

    public static ValueFormat<Long> whole(long least, long most) {
        return new ValueFormat<>(
                least,
                "a whole number from %d to %d".formatted(least, most),
                Long.toString(least),
                text -> WHOLE.matcher(text).matches() ? within(Long.parseLong(text), least, most) : null,
                Map.of("type", "integer", "minimum", least, "maximum", most));
    }

    public static ValueFormat<Double> decimal(double least, double most) {
        return new ValueFormat<>(
                least,
                "a number from %s to %s".formatted(least, most),
                Double.toString(least),
                text -> DECIMAL.matcher(text).matches() ? within(new BigDecimal(text), least, most) : null,
                Map.of("type", "number", "minimum", least, "maximum", most));
    }

    /** One of an enum's constants, written in lower case with hyphens. */
    public static <E extends Enum<E>> ValueFormat<E> choice(E placeholder, Class<E> type) {
        Map<String, E> choices = new TreeMap<>();
        for (E constant : type.getEnumConstants()) {
            choices.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        String names = String.join(", ", choices.keySet());
        return new ValueFormat<>(
                placeholder,
                "one of " + names,
                choices.keySet().iterator().next(),
                choices::get,
                Map.of("enum", List.copyOf(choices.keySet())));
    }

    public static ValueFormat<JsonPointer> pointer() {
        return new ValueFormat<>(
                JsonPointer.empty(),
                "a JSON pointer (RFC 6901)",
                "/data/id",
                text -> {
                    try {
                        return JsonPointer.compile(text);
                    } catch (IllegalArgumentException e) {
                        return null;
                    }
                },
                Map.of("type", "string", "pattern", "^(/([^~]|~[01])*)?$"));
    }

    private static @Nullable Long within(long value, long least, long most) {
        return value < least || value > most ? null : value;
    }

    private static @Nullable Double within(BigDecimal value, double least, double most) {
        double number = value.doubleValue();
        return number < least || number > most ? null : number;
    }
}
