package dev.gapless.connector.manifest.part;

import dev.gapless.connector.expression.InvalidConditionException;
import dev.gapless.connector.expression.MessageCondition;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads conditions in the Common Expression Language. */
public final class ConditionPart {

    /** The source's control messages and events. */
    public static final List<String> MESSAGE = List.of("message");

    /** Items, wherever they stand. */
    public static final List<String> ITEM = List.of("item");

    /** Answers of the paged API. */
    public static final List<String> ANSWER = List.of("status", "body");

    private static final Map<List<String>, String> EXAMPLES = Map.of(
            MESSAGE, "\"message.kind == 'heartbeat'\"",
            ITEM, "\"item.state == 'removed'\"",
            ANSWER, "\"status == 404 && body.error == 'deleted'\"");

    private ConditionPart() {}

    /**
     * @param variables one of the lists above
     * @return null when it is not there, or wrong, which is noted
     */
    public static @Nullable MessageCondition read(ManifestSection section, String key, List<String> variables) {
        String rule = "a CEL expression over %s that is true or false".formatted(String.join(" and ", variables));
        String example = EXAMPLES.getOrDefault(variables, "");
        ValueFormat<String> form = new ValueFormat<>(
                "", rule, example, ValueFormats.text().parser(), Map.of("type", List.of("string", "boolean")));
        String text = section.optional(key, form);
        if (text == null) {
            return null;
        }
        try {
            return MessageCondition.compile(text, variables);
        } catch (InvalidConditionException e) {
            section.problem(
                    key,
                    "%s; %s".formatted(rule, e.getMessage()),
                    "write it like this: %s: %s".formatted(key, example));
            return null;
        }
    }
}
