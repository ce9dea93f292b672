package dev.gapless.connector.manifest.node;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a value is written.
 *
 * @param placeholder stands in for a value that is wrong or missing, so that reading goes on to the next mistake
 * @param rule what the value must be
 * @param example shown in the remedy
 * @param parser null for a text that breaks the rule
 * @param schema the rule in JSON Schema, as far as that can say it
 */
public record ValueFormat<T>(
        T placeholder, String rule, String example, Function<String, @Nullable T> parser, Map<String, Object> schema) {

    public ValueFormat {
        schema = Map.copyOf(schema);
    }
}
