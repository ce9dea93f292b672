package dev.gapless.connector.extraction;

import dev.gapless.connector.expression.MessageCondition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * How the live path's frames are told apart.
 *
 * @param type where a frame says what it is
 * @param events by type
 * @param ignored types that are known and hold no item
 * @param untyped what a frame that says no type is; null when each says one
 * @param ignoredWhen says of a frame that it holds no item; null when only its type says it
 * @param each where a frame holds a list of events, each of which is captured by itself; null when a frame is one event
 * @param reading how a frame is read before its pointers are followed
 */
public record FrameShape(
        JsonPointer type,
        Map<String, EventShape> events,
        Set<String> ignored,
        @Nullable String untyped,
        @Nullable MessageCondition ignoredWhen,
        @Nullable EventList each,
        FrameDecoding reading) {

    /**
     * How a frame is read before its pointers are followed.
     *
     * @param encoding in which frames come
     * @param embedded members that hold JSON as a text
     * @param account where a frame or an event names the account that it is for; null when all are for the account that
     *     is connected
     */
    public record FrameDecoding(
            FrameEncoding encoding,
            List<JsonPointer> embedded,
            @Nullable JsonPointer account) {

        /** JSON, for the account that is connected. */
        public static final FrameDecoding PLAIN = new FrameDecoding(FrameEncoding.JSON, List.of(), null);

        public FrameDecoding {
            embedded = List.copyOf(embedded);
        }
    }

    /** Of a source that sends no frames. */
    public static final FrameShape NONE =
            new FrameShape(JsonPointer.empty(), Map.of(), Set.of(), null, null, null, FrameDecoding.PLAIN);

    public FrameShape {
        events = Map.copyOf(events);
        ignored = Set.copyOf(ignored);
    }

    /** The JSON that a message of the connection means, which is what is kept of it. */
    public ParseResult<byte[]> json(byte[] message) {
        return reading.encoding().json(message);
    }

    /** True where the message names another account than that one. */
    public boolean isOthers(JsonNode frame, String account) {
        JsonNode named = reading.account() == null ? MissingNode.getInstance() : frame.at(reading.account());
        return named.isValueNode() && !named.isNull() && !named.asString().equals(account);
    }

    /**
     * A message or an event as its pointers see it: a member that holds JSON as a text is what that JSON says. A text
     * that is no JSON stays a text.
     */
    public ParseResult<JsonNode> read(StrictJson json, byte[] message) {
        return json(message).then(json::read).then(frame -> {
            reading.embedded().forEach(pointer -> open(json, frame, pointer));
            return new ParseResult.Got<>(frame);
        });
    }

    private static void open(StrictJson json, JsonNode frame, JsonPointer pointer) {
        if (frame.at(pointer) instanceof StringNode text
                && json.read(text.stringValue().getBytes(StandardCharsets.UTF_8))
                        instanceof ParseResult.Got<JsonNode>(JsonNode inner)) {
            switch (frame.at(pointer.head())) {
                case ObjectNode object -> object.set(pointer.last().getMatchingProperty(), inner);
                case ArrayNode list -> list.set(pointer.last().getMatchingIndex(), inner);
                default -> throw new IllegalStateException("a member of no container: " + pointer);
            }
        }
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

    /** True for a frame with a list of events, and for one that is an event of a known type. */
    public boolean holdsEvents(JsonNode frame) {
        if (each != null && frame.at(each.at()).isArray()) {
            return true;
        }
        JsonNode name = frame.at(type);
        boolean typed = !name.isMissingNode() && !name.isNull();
        return eventOf(frame) instanceof ParseResult.Got<EventShape>(EventShape event)
                && (typed || event.item().sight(frame) instanceof ParseResult.Got<?>);
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
