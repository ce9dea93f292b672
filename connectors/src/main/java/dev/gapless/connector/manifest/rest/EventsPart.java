package dev.gapless.connector.manifest.rest;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.connector.extraction.EventList;
import dev.gapless.connector.extraction.EventShape;
import dev.gapless.connector.extraction.EventTime;
import dev.gapless.connector.extraction.FrameEncoding;
import dev.gapless.connector.extraction.FrameShape;
import dev.gapless.connector.extraction.IdentifierTemplate;
import dev.gapless.connector.extraction.ItemParser;
import dev.gapless.connector.extraction.ItemParsingRules;
import dev.gapless.connector.extraction.ItemPointers;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.part.ConditionPart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code socket.events}. */
final class EventsPart {

    private static final ValueFormat<NumberForm> UNIT = ValueFormats.choice(NumberForm.MICROSECONDS, NumberForm.class);

    private static final int MOST_EMBEDDED = 4;
    private static final int MOST_BESIDE = 8;

    private EventsPart() {}

    static FrameShape read(ManifestSection events, Map<String, RestStream> streams) {
        FrameEncoding encoding = events.value(
                "encoding", ValueFormats.choice(FrameEncoding.JSON, FrameEncoding.class), FrameEncoding.JSON);
        JsonPointer type = events.value("type", ValueFormats.pointer());
        JsonPointer item = events.value("item", ValueFormats.pointer(), JsonPointer.empty());
        @Nullable EventTime time = time(events);
        Map<String, EventShape> shapes = new LinkedHashMap<>();
        events.section("map").sections().forEach((name, event) -> {
            @Nullable EventShape shape = event(event, item, time, streams);
            if (shape != null) {
                shapes.put(name, shape);
            }
        });
        @Nullable String untyped = events.optional("untyped", ValueFormats.text());
        Set<String> ignored = Set.copyOf(events.list("ignore", ValueFormats.text()));
        if (untyped != null && !ignored.contains(untyped) && !shapes.containsKey(untyped)) {
            events.problem(
                    "untyped",
                    "a type of socket.events.map or socket.events.ignore",
                    shapes.isEmpty()
                            ? "leave it out"
                            : "write: untyped: " + shapes.keySet().iterator().next());
        }
        return new FrameShape(
                type,
                shapes,
                ignored,
                untyped,
                ConditionPart.read(events, "ignore-when", ConditionPart.MESSAGE),
                each(events, encoding),
                new FrameShape.FrameDecoding(
                        encoding, embedded(events), events.optional("account", ValueFormats.pointer())));
    }

    private static @Nullable EventList each(ManifestSection events, FrameEncoding encoding) {
        @Nullable JsonPointer list = events.optional("each", ValueFormats.pointer());
        List<JsonPointer> beside = events.list("beside", ValueFormats.pointer());
        if (!beside.isEmpty() && list == null) {
            events.problem("beside", "only where each names a list", "name the list: each: /data");
        }
        if (list != null
                && (beside.size() > MOST_BESIDE || beside.stream().anyMatch(member -> overlap(member, list)))) {
            events.problem(
                    "beside",
                    "at most %d pointers to members of the message, none of them around or inside the list of each"
                            .formatted(MOST_BESIDE),
                    "write it like this: beside: [/event]");
        }
        EventList.@Nullable LinkedBlocks blocks = blocks(events, list != null && encoding == FrameEncoding.DAG_CBOR);
        return list == null ? null : new EventList(list, beside, blocks);
    }

    private static EventList.@Nullable LinkedBlocks blocks(ManifestSection events, boolean possible) {
        @Nullable ManifestSection blocks = events.optionalSection("blocks");
        if (blocks == null) {
            return null;
        }
        JsonPointer archive = blocks.value("archive", ValueFormats.pointer());
        JsonPointer link = blocks.value("link", ValueFormats.pointer());
        if (!possible) {
            events.problem(
                    "blocks",
                    "only beside each and encoding: dag-cbor",
                    "write: encoding: dag-cbor, and name the list of events: each: /1/ops");
        }
        if (blocks.has("link") && link.matches()) {
            blocks.problem("link", "a pointer to a member of an event", "write: link: /1/ops/cid");
        }
        return new EventList.LinkedBlocks(archive, link);
    }

    private static boolean overlap(JsonPointer member, JsonPointer list) {
        String one = member + "/";
        String other = list + "/";
        return one.startsWith(other) || other.startsWith(one);
    }

    /** The whole message is no member of itself. */
    private static List<JsonPointer> embedded(ManifestSection events) {
        List<JsonPointer> members = events.list("embedded", ValueFormats.pointer());
        if (members.size() > MOST_EMBEDDED || members.stream().anyMatch(JsonPointer::matches)) {
            events.problem(
                    "embedded",
                    "at most %d pointers to members of the message".formatted(MOST_EMBEDDED),
                    "write it like this: embedded: [/payload]");
        }
        return members;
    }

    private static @Nullable EventTime time(ManifestSection section) {
        @Nullable JsonPointer pointer = section.optional("time", ValueFormats.pointer());
        NumberForm unit = section.value("time-unit", UNIT, NumberForm.MICROSECONDS);
        if (section.has("time-unit") && (pointer == null || unit.isCount())) {
            section.problem("time-unit", "the unit of a time that is named", "name time beside it, or leave it out");
        }
        return pointer == null ? null : new EventTime(pointer, unit);
    }

    /** A version that is a time is when the item was last changed. */
    private static @Nullable EventTime changed(ItemPointers pointers, ItemParsingRules rules) {
        JsonPointer version = pointers.version();
        return version == null || rules.versionForm().isCount() ? null : new EventTime(version, rules.versionForm());
    }

    private static @Nullable EventShape event(
            ManifestSection event, JsonPointer otherwise, @Nullable EventTime common, Map<String, RestStream> streams) {
        ItemOperation operation =
                event.value("operation", ValueFormats.choice(ItemOperation.UPDATE, ItemOperation.class));
        JsonPointer item = event.value("item", ValueFormats.pointer(), otherwise);
        @Nullable IdentifierTemplate id = event.optional("id", ItemPart.IDENTIFIER);
        @Nullable JsonPointer content = event.optional("content", ValueFormats.pointer());
        JsonPointer position = event.value("position", ValueFormats.pointer(), JsonPointer.empty());
        JsonPointer version = event.value("version", ValueFormats.pointer(), JsonPointer.empty());
        @Nullable EventTime own = time(event);
        String name = event.value("stream", ValueFormats.text());
        RestStream stream = streams.get(name);
        if (stream == null) {
            if (event.has("stream")) {
                event.problem("stream", "a stream of this manifest", "one of " + String.join(", ", streams.keySet()));
            }
            return null;
        }
        if (operation == ItemOperation.DELETE && !stream.plan().aspects().contains(Aspect.DELETIONS)) {
            event.problem(
                    "operation", "an aspect of the stream", "add deletions to streams.%s.aspects".formatted(name));
        }
        boolean lasting = event.value("final", ValueFormats.flag(), false);
        if (lasting && operation != ItemOperation.DELETE) {
            event.problem("final", "only where the operation is delete", "leave it out");
        }
        ItemPointers plain = stream.reader().pointers().under(item);
        ItemPointers pointers = new ItemPointers(
                content == null ? plain.item() : content,
                id == null ? plain.id() : id,
                event.has("position") ? position : plain.position(),
                event.has("version") ? version : plain.version(),
                plain.created(),
                plain.deleted());
        ItemParsingRules rules = stream.reader().rules();
        EventTime told = own != null ? own : common;
        return new EventShape(
                name,
                operation,
                new ItemParser(pointers, rules),
                told != null ? told : changed(pointers, rules),
                lasting);
    }
}
