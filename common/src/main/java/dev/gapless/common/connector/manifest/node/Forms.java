package dev.gapless.common.connector.manifest.node;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** Forms of plain values. */
public final class Forms {

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    private Forms() {}

    public static Form<String> text() {
        return matching(Pattern.compile("(?s).*\\S.*"), "a text that is not empty", "some text");
    }

    public static Form<String> matching(Pattern pattern, String rule, String example) {
        return new Form<>("", rule, example, text -> pattern.matcher(text).matches() ? text : null);
    }

    public static Form<Boolean> flag() {
        return new Form<>(false, "true or false", "true", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    public static Form<Long> whole(long least, long most) {
        return new Form<>(
                least,
                "a whole number from %d to %d".formatted(least, most),
                Long.toString(least),
                text -> WHOLE.matcher(text).matches() ? within(Long.parseLong(text), least, most) : null);
    }

    public static Form<Double> decimal(double least, double most) {
        return new Form<>(
                least,
                "a number from %s to %s".formatted(least, most),
                Double.toString(least),
                text -> DECIMAL.matcher(text).matches() ? within(new BigDecimal(text), least, most) : null);
    }

    /** One of an enum's constants, written in lower case with hyphens. */
    public static <E extends Enum<E>> Form<E> choice(E placeholder, Class<E> type) {
        Map<String, E> choices = new TreeMap<>();
        for (E constant : type.getEnumConstants()) {
            choices.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        String names = String.join(", ", choices.keySet());
        return new Form<>(
                placeholder, "one of " + names, choices.keySet().iterator().next(), choices::get);
    }

    public static Form<JsonPointer> pointer() {
        return new Form<>(JsonPointer.empty(), "a JSON pointer (RFC 6901)", "/data/id", text -> {
            try {
                return JsonPointer.compile(text);
            } catch (IllegalArgumentException e) {
                return null;
            }
        });
    }

    private static @Nullable Long within(long value, long least, long most) {
        return value < least || value > most ? null : value;
    }

    private static @Nullable Double within(BigDecimal value, double least, double most) {
        double number = value.doubleValue();
        return number < least || number > most ? null : number;
    }
}
