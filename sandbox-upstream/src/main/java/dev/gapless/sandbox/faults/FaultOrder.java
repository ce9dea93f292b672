package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.time.Durations;
import dev.gapless.sandbox.world.Streams;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is to go wrong. What is null was not said.
 *
 * @param account whose; {@code *} for everybody's
 * @param streams of which of their data, for kinds that tell streams apart; never empty
 * @param givenCount how often, for kinds that count
 * @param givenDuration how long, for kinds that last; and how long some of the others wait for something to strike
 * @param givenDelay of answers and events
 * @param age of items that appear late
 */
public record FaultOrder(
        String kind,
        String account,
        Set<String> streams,
        @Nullable Integer givenCount,
        @Nullable Duration givenDuration,
        @Nullable Duration givenDelay,
        @Nullable Duration age) {

    private static final Duration DURATION = Duration.ofSeconds(60);

    /** @throws IllegalArgumentException naming the member, the rule and an example */
    public static FaultOrder fromJson(JsonNode node) {
        return new FaultOrder(
                node.path("kind").asString(""),
                node.path("account").asString("*"),
                streams(node),
                count(node),
                duration(node, "duration"),
                duration(node, "delay"),
                duration(node, "age"));
    }

    int count() {
        return givenCount == null ? 1 : givenCount;
    }

    Duration duration() {
        return givenDuration == null ? DURATION : givenDuration;
    }

    Duration delay(Duration otherwise) {
        return givenDelay == null ? otherwise : givenDelay;
    }

    boolean concerns(String id) {
        return account.equals("*") || account.equals(id);
    }

    boolean concerns(String id, String stream) {
        return concerns(id) && streams.contains(stream);
    }

    private static Set<String> streams(JsonNode node) {
        if (!node.has("streams")) {
            return new LinkedHashSet<>(Streams.ALL);
        }
        List<String> named = node.get("streams")
                .valueStream()
                .map(stream -> stream.asString(""))
                .toList();
        if (named.isEmpty() || !Streams.ALL.containsAll(named)) {
            throw new IllegalArgumentException("streams: %s (expected some of %s)".formatted(named, Streams.ALL));
        }
        return new LinkedHashSet<>(named);
    }

    private static @Nullable Integer count(JsonNode node) {
        if (!node.has("count")) {
            return null;
        }
        int count = node.get("count").asInt(0);
        if (count < 1) {
            throw new IllegalArgumentException("count: %d (expected 1 or more)".formatted(count));
        }
        return count;
    }

    private static @Nullable Duration duration(JsonNode node, String member) {
        return node.has(member) ? Durations.parse(member, node.get(member).asString("")) : null;
    }
}
