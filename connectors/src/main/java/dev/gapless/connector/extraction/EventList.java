package dev.gapless.connector.extraction;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * Where a frame holds a list of events, each of which is captured by itself.
 *
 * @param at where the list is
 * @param beside members of the frame that say something of all its events. With them an event is the frame, reduced to
 *     these members and to that event in the place of the list. Without them it is the list's element
 * @param blocks null where events hold their content themselves
 */
public record EventList(
        JsonPointer at, List<JsonPointer> beside, @Nullable LinkedBlocks blocks) {

    /**
     * Content that a frame holds apart from its events.
     *
     * @param archive where the frame holds the archive
     * @param link where an event, as it is captured, names a block of the archive. What the block means is put there;
     *     null where the archive has no such block
     */
    public record LinkedBlocks(JsonPointer archive, JsonPointer link) {}

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    public EventList {
        beside = List.copyOf(beside);
    }

    /**
     * What is captured of each event. Each may repeat what stands in the frame once, so that their sum is bounded.
     *
     * @param elements the list's, with the source's own bytes
     * @param most bytes of all events together
     */
    public ParseResult<List<byte[]>> events(JsonNode frame, List<byte[]> elements, long most) {
        @Nullable BlockArchive archive = blocks == null ? null : BlockArchive.of(frame.at(blocks.archive()));
        List<byte[]> events = new ArrayList<>();
        long sum = 0;
        for (byte[] element : elements) {
            byte[] event = event(frame, element);
            byte[] whole = blocks == null || archive == null ? event : linked(event, blocks.link(), archive);
            sum += whole.length;
            if (sum > most) {
                return ParseResult.refused(
                        "events-size",
                        "the %d events of a frame are together longer than %d bytes".formatted(elements.size(), most),
                        "name fewer members in events.beside, or raise socket.max-frame if such frames are genuine");
            }
            events.add(whole);
        }
        return new ParseResult.Got<>(events);
    }

    private static byte[] linked(byte[] event, JsonPointer place, BlockArchive archive) {
        JsonNode read = JsonMapper.shared().readTree(event);
        String link = read.at(place).path(DagCborReader.LINK).asString("");
        if (link.isEmpty() || !(read instanceof ContainerNode<?> container)) {
            return event;
        }
        JsonNode block = archive.block(link);
        put(container, container, place, block == null ? NODES.nullNode() : block);
        return JsonMapper.shared().writeValueAsBytes(container);
    }

    private byte[] event(JsonNode frame, byte[] element) {
        if (beside.isEmpty()) {
            return element;
        }
        ContainerNode<?> event = emptyLike(frame);
        for (JsonPointer member : beside) {
            JsonNode value = frame.at(member);
            if (!value.isMissingNode()) {
                put(event, frame, member, value);
            }
        }
        put(event, frame, at, NODES.rawValueNode(new RawValue(new String(element, StandardCharsets.UTF_8))));
        return JsonMapper.shared().writeValueAsBytes(event);
    }

    /** The containers on the way are of the kinds that they have in the frame. */
    private static void put(ContainerNode<?> into, JsonNode frame, JsonPointer path, JsonNode value) {
        JsonPointer rest = path.tail();
        if (rest.matches()) {
            set(into, path, value);
            return;
        }
        JsonNode inner = member(frame, path);
        ContainerNode<?> next;
        if (member(into, path) instanceof ContainerNode<?> present) {
            next = present;
        } else {
            next = emptyLike(inner);
            set(into, path, next);
        }
        put(next, inner, rest, value);
    }

    private static JsonNode member(JsonNode container, JsonPointer path) {
        return container.isArray()
                ? container.path(path.getMatchingIndex())
                : container.path(path.getMatchingProperty());
    }

    private static void set(ContainerNode<?> into, JsonPointer path, JsonNode value) {
        switch (into) {
            case ObjectNode object -> object.set(path.getMatchingProperty(), value);
            case ArrayNode list -> {
                while (list.size() <= path.getMatchingIndex()) {
                    list.addNull();
                }
                list.set(path.getMatchingIndex(), value);
            }
            default -> throw new IllegalStateException("neither an object nor a list: " + into.getNodeType());
        }
    }

    private static ContainerNode<?> emptyLike(JsonNode frame) {
        return frame.isArray() ? NODES.arrayNode() : NODES.objectNode();
    }
}
