package dev.gapless.common.connector.extraction;

import dev.gapless.common.connector.expression.MessageCondition;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * How the live path's frames are told apart.
 *
 * @param type where a frame says what it is
 * @param events by type
 * @param ignored types that are known and hold no item
 * @param untyped what a frame that says no type is; null when each says one
 * @param ignoredWhen says of a frame that it holds no item; null when only its type says it
 * @param each where a frame holds a list of events, each of which is captured by itself; null when a frame is one event
 */
public record FrameShape(
        JsonPointer type,
        Map<String, EventShape> events,
        Set<String> ignored,
        @Nullable String untyped,
        @Nullable MessageCondition ignoredWhen,
        @Nullable JsonPointer each) {

    /** Of a source that sends no frames. */
    public static final FrameShape NONE = new FrameShape(JsonPointer.empty(), Map.of(), Set.of(), null, null, null);

    public FrameShape {
        events = Map.copyOf(events);
        ignored = Set.copyOf(ignored);
    }

    public boolean ignores(JsonNode frame) {
        String name = typeOf(frame);
        return (name != null && ignored.contains(name)) || (ignoredWhen != null && ignoredWhen.holds(frame));
    }

    /** Numbers, true and false are types as they are written. */
    private @Nullable String typeOf(JsonNode frame) {
        JsonNode name = frame.at(type);
        if (name.isString()) {
            return name.stringValue();
        }
        return name.isMissingNode() || name.isNull() ? untyped : name.isValueNode() ? name.asString("") : null;
    }

    public ParseResult<EventShape> eventOf(JsonNode frame) {
        String name = typeOf(frame);
        if (name == null) {
            return ParseResult.refused(
                    "event-type",
                    "%s: %s (expected: a text)".formatted(type, JsonKind.of(frame.at(type))),
                    "check socket.events.type of the manifest");
        }
        @Nullable EventShape event = events.get(name);
        return event == null
                ? ParseResult.refused(
                        "event-unknown",
                        "%s: a type that the manifest does not know".formatted(type),
                        "add it to socket.events.map of the manifest, or to socket.events.ignore; then replay")
                : new ParseResult.Got<>(event);
    }
}
