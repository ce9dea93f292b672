package dev.gapless.common.connector.session;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Tells a control message by one of its members.
 *
 * @param equals what stands at {@code pointer} in such a message: a text, or a number or {@code true} as it is written
 */
public record MessageMatcher(JsonPointer pointer, String equals) {

    boolean isOn(JsonNode frame) {
        JsonNode value = frame.at(pointer);
        return value.isValueNode() && !value.isNull() && value.asString().equals(equals);
    }
}
