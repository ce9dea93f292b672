package dev.gapless.common.connector.session;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Tells a control message by one of its members.
 *
 * @param equals text that stands at {@code pointer} in such a message
 */
public record MessageMatcher(JsonPointer pointer, String equals) {

    boolean isOn(JsonNode frame) {
        JsonNode value = frame.at(pointer);
        return value.isString() && value.stringValue().equals(equals);
    }
}
