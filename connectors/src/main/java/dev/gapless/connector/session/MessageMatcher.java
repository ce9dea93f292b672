package dev.gapless.connector.session;

import dev.gapless.connector.expression.MessageCondition;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Tells a control message by one of its members, or by a condition.
 *
 * @param equals what stands at {@code pointer} in such a message: a text, or a number or {@code true} as it is written
 * @param condition tells it instead of pointer and text; null where they do
 */
public record MessageMatcher(
        JsonPointer pointer, String equals, @Nullable MessageCondition condition) {

    /** By one of its members. */
    public MessageMatcher(JsonPointer pointer, String equals) {
        this(pointer, equals, null);
    }

    boolean isOn(JsonNode frame) {
        if (condition != null) {
            return condition.holds(frame);
        }
        JsonNode value = frame.at(pointer);
        return value.isValueNode() && !value.isNull() && value.asString().equals(equals);
    }
}
