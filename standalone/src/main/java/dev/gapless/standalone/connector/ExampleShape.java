package dev.gapless.standalone.connector;

import dev.gapless.connector.extraction.NumberForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** What an example's names and values suggest. A suggestion may be wrong; a person decides. */
final class ExampleShape {

    private static final int DEPTH = 4;
    private static final List<String> IDS = List.of("id", "uuid", "guid", "uid", "_id", "key", "uri", "hash", "t");
    private static final List<String> TIMES = List.of(
            "created_at",
            "createdat",
            "created",
            "timestamp",
            "published_at",
            "published",
            "time",
            "date",
            "ts",
            "at",
            "indexedat");
    private static final List<String> TYPES =
            List.of("event_type", "eventtype", "type", "event", "kind", "op", "topic", "e");
    private static final List<String> NEXT =
            List.of("next_cursor", "nextcursor", "next_page_token", "nextpagetoken", "next", "cursor", "continuation");

    /** No feed began before. */
    private static final long EARLIEST = Instant.parse("1995-01-01T00:00:00Z").getEpochSecond() * 1_000_000;

    private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond() * 1_000_000;

    /** A time and how it is written. */
    record TimeMember(JsonPointer pointer, NumberForm form) {}

    private ExampleShape() {}

    /** The longest list of objects; null when there is none. */
    static @Nullable JsonPointer items(JsonNode body) {
        List<JsonPointer> found = new ArrayList<>();
        search(body, JsonPointer.empty(), found);
        return found.stream()
                .filter(pointer -> {
                    JsonNode list = body.at(pointer);
                    return list.isArray() && !list.isEmpty() && list.get(0).isObject();
                })
                .max(Comparator.comparingInt(pointer -> body.at(pointer).size()))
                .orElse(null);
    }

    /** Every place down to a few levels, but not within lists. */
    private static void search(JsonNode node, JsonPointer at, List<JsonPointer> found) {
        found.add(at);
        if (node.isObject() && depth(at) < DEPTH) {
            node.propertyStream()
                    .forEach(member -> search(member.getValue(), at.appendProperty(member.getKey()), found));
        }
    }

    private static int depth(JsonPointer pointer) {
        return (int) pointer.toString().chars().filter(sign -> sign == '/').count();
    }

    private static List<JsonPointer> values(JsonNode node) {
        List<JsonPointer> all = new ArrayList<>();
        search(node, JsonPointer.empty(), all);
        return all.stream()
                .filter(pointer ->
                        node.at(pointer).isValueNode() && !node.at(pointer).isNull())
                .sorted(Comparator.comparingInt(ExampleShape::depth))
                .toList();
    }

    private static String name(JsonPointer pointer) {
        String text = pointer.toString();
        return text.substring(text.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    private static @Nullable JsonPointer named(List<String> names, List<JsonPointer> among) {
        return names.stream()
                .map(wanted -> among.stream()
                        .filter(pointer -> name(pointer).equals(wanted))
                        .findFirst()
                        .orElse(null))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** What tells an item from others; null when nothing looks so. */
    static @Nullable JsonPointer id(JsonNode item) {
        List<JsonPointer> values = values(item).stream()
                .filter(pointer ->
                        item.at(pointer).isString() || item.at(pointer).isIntegralNumber())
                .toList();
        JsonPointer usual = named(IDS, values);
        return usual != null
                ? usual
                : values.stream()
                        .filter(pointer -> name(pointer).endsWith("id"))
                        .findFirst()
                        .orElse(null);
    }

    /** When an item was made; null when nothing looks like a time. */
    static @Nullable TimeMember time(JsonNode item) {
        List<JsonPointer> times = values(item).stream()
                .filter(pointer -> form(item.at(pointer)) != null)
                .toList();
        JsonPointer best = named(TIMES, times);
        JsonPointer chosen = best != null || times.isEmpty() ? best : times.getFirst();
        NumberForm form = chosen == null ? null : form(item.at(chosen));
        return chosen == null || form == null ? null : new TimeMember(chosen, form);
    }

    /** The unit in which it is a time of our days; null when there is none. */
    private static @Nullable NumberForm form(JsonNode value) {
        for (NumberForm form :
                List.of(NumberForm.ISO, NumberForm.SECONDS, NumberForm.MILLISECONDS, NumberForm.MICROSECONDS)) {
            Long micros = form.parse(value);
            if (micros != null && micros > EARLIEST && micros < LATEST) {
                return form;
            }
        }
        return null;
    }

    /** Where a message says what it is; null when nothing looks so. */
    static @Nullable JsonPointer type(JsonNode frame) {
        return named(
                TYPES,
                values(frame).stream()
                        .filter(pointer ->
                                depth(pointer) == 1 && frame.at(pointer).isString())
                        .toList());
    }

    /** Where an answer names the next page; null when nothing looks so. Its value may be null, on a last page. */
    static @Nullable JsonPointer next(JsonNode body) {
        List<JsonPointer> all = new ArrayList<>();
        search(body, JsonPointer.empty(), all);
        return named(
                NEXT,
                all.stream()
                        .filter(pointer ->
                                !pointer.matches() && !body.at(pointer).isContainer())
                        .toList());
    }

    /** Where a frame holds an object that has the same id and time as listed items; empty when it is the frame. */
    static JsonPointer item(JsonNode frame, JsonPointer id, JsonPointer time) {
        List<JsonPointer> all = new ArrayList<>();
        search(frame, JsonPointer.empty(), all);
        return all.stream()
                .filter(pointer -> !frame.at(pointer).at(id).isMissingNode()
                        && !frame.at(pointer).at(time).isMissingNode())
                .findFirst()
                .orElse(JsonPointer.empty());
    }
}
