package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.time.DurationText;
import dev.gapless.sandbox.world.ItemContent;
import dev.gapless.sandbox.world.SandboxStreamKinds;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is to go wrong. What is null was not said.
 *
 * @param account whose; {@code *} for all accounts
 * @param streams of which of their data, for kinds that tell streams apart; never empty
 * @param givenCount how often, for kinds that count
 * @param givenDuration how long, for kinds that last; and how long some of the others wait for something to strike
 * @param givenDelay of answers and events
 * @param in where it shows, for kinds that know several places
 */
public record FaultOrder(
        String kind,
        String account,
        Set<String> streams,
        @Nullable Integer givenCount,
        @Nullable Duration givenDuration,
        @Nullable Duration givenDelay,
        FaultAmount amount,
        @Nullable String in) {
    /**
     * How much goes wrong, each for some kinds.
     *
     * @param age of items that appear late
     * @param by how far a clock is put forward; negative for back
     * @param ppm µs that a clock gains in each second, 1 to 1,000,000
     * @param size of large items, in bytes
     */
    public record FaultAmount(
            @Nullable Duration age,
            @Nullable Duration by,
            @Nullable Integer ppm,
            @Nullable Integer size) {}

    public @Nullable Duration age() {
        return amount.age();
    }

    public @Nullable Duration by() {
        return amount.by();
    }

    public @Nullable Integer ppm() {
        return amount.ppm();
    }

    public @Nullable Integer size() {
        return amount.size();
    }

    private static final Duration DURATION = Duration.ofSeconds(60);
    private static final int MAX_PPM = 1_000_000;

    /** @throws IllegalArgumentException naming the member, the rule and an example */
    public static FaultOrder fromJson(JsonNode node) {
        return new FaultOrder(
                node.path("kind").asString(""),
                node.path("account").asString("*"),
                streams(node),
                number(node, "count", Integer.MAX_VALUE),
                duration(node, "duration"),
                duration(node, "delay"),
                new FaultOrder.FaultAmount(
                        duration(node, "age"),
                        node.has("by")
                                ? DurationText.parseSigned("by", node.get("by").asString(""))
                                : null,
                        number(node, "ppm", MAX_PPM),
                        number(node, "size", ItemContent.LARGEST)),
                node.has("in") ? node.get("in").asString("") : null);
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

    /** Where it shows, one of those; the first of them when nothing was said. */
    String in(List<String> places) {
        String place = in == null ? places.getFirst() : in;
        if (!places.contains(place)) {
            throw new IllegalArgumentException("in: '%s' (expected one of %s)".formatted(place, places));
        }
        return place;
    }

    /** @throws IllegalArgumentException for a fault of one account, where the whole platform has it or none */
    FaultOrder ofThePlatform() {
        if (!account.equals("*")) {
            throw new IllegalArgumentException(
                    "account: '%s' (expected *, for the platform has one clock)".formatted(account));
        }
        return this;
    }

    boolean concerns(String id) {
        return account.equals("*") || account.equals(id);
    }

    boolean concerns(String id, String stream) {
        return concerns(id) && streams.contains(stream);
    }

    private static Set<String> streams(JsonNode node) {
        if (!node.has("streams")) {
            return new LinkedHashSet<>(SandboxStreamKinds.ALL);
        }
        List<String> named = node.get("streams")
                .valueStream()
                .map(stream -> stream.asString(""))
                .toList();
        if (named.isEmpty() || !SandboxStreamKinds.ALL.containsAll(named)) {
            throw new IllegalArgumentException(
                    "streams: %s (expected some of %s)".formatted(named, SandboxStreamKinds.ALL));
        }
        return new LinkedHashSet<>(named);
    }

    private static @Nullable Integer number(JsonNode node, String member, int most) {
        if (!node.has(member)) {
            return null;
        }
        int number = node.get(member).asInt(0);
        if (number < 1 || number > most) {
            throw new IllegalArgumentException("%s: %d (expected 1 to %,d)".formatted(member, number, most));
        }
        return number;
    }

    private static @Nullable Duration duration(JsonNode node, String member) {
        return node.has(member) ? DurationText.parse(member, node.get(member).asString("")) : null;
    }
}
