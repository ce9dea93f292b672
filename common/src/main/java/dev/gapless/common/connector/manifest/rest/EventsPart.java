package dev.gapless.common.connector.manifest.rest;

import dev.gapless.common.connector.extraction.EventShape;
import dev.gapless.common.connector.extraction.FrameShape;
import dev.gapless.common.connector.extraction.ItemPointers;
import dev.gapless.common.connector.extraction.ItemReader;
import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Section;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code socket.events}. */
final class EventsPart {

    private EventsPart() {}

    static FrameShape read(Section events, Map<String, RestStream> streams) {
        JsonPointer type = events.value("type", Forms.pointer());
        JsonPointer item = events.value("item", Forms.pointer(), JsonPointer.empty());
        Map<String, EventShape> shapes = new LinkedHashMap<>();
        events.section("map").sections().forEach((name, event) -> {
            @Nullable EventShape shape = event(event, item, streams);
            if (shape != null) {
                shapes.put(name, shape);
            }
        });
        return new FrameShape(type, shapes, Set.copyOf(events.list("ignore", Forms.text())));
    }

    private static @Nullable EventShape event(Section event, JsonPointer otherwise, Map<String, RestStream> streams) {
        Operation operation = event.value("operation", Forms.choice(Operation.UPDATE, Operation.class));
        JsonPointer item = event.value("item", Forms.pointer(), otherwise);
        JsonPointer id = event.value("id", Forms.pointer(), JsonPointer.empty());
        JsonPointer position = event.value("position", Forms.pointer(), JsonPointer.empty());
        JsonPointer version = event.value("version", Forms.pointer(), JsonPointer.empty());
        String name = event.value("stream", Forms.text());
        RestStream stream = streams.get(name);
        if (stream == null) {
            if (event.has("stream")) {
                event.problem("stream", "a stream of this manifest", "one of " + String.join(", ", streams.keySet()));
            }
            return null;
        }
        if (operation == Operation.DELETE && !stream.plan().aspects().contains(Aspect.DELETIONS)) {
            event.problem(
                    "operation", "an aspect of the stream", "add deletions to streams.%s.aspects".formatted(name));
        }
        ItemPointers own = stream.reader().pointers().under(item);
        ItemPointers pointers = new ItemPointers(
                own.item(),
                event.has("id") ? id : own.id(),
                event.has("position") ? position : own.position(),
                event.has("version") ? version : own.version(),
                own.created(),
                own.deleted());
        return new EventShape(
                name, operation, new ItemReader(pointers, stream.reader().rules()));
    }
}
