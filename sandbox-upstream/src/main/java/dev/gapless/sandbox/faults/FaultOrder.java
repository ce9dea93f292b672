package dev.gapless.sandbox.faults;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What is to go wrong.
 *
 * @param account whose; {@code *} for everybody's
 * @param count how often, for kinds that count
 * @param duration how long, for kinds that last; and how long the others wait for something to strike
 * @param delay of answers
 */
public record FaultOrder(String kind, String account, int count, Duration duration, Duration delay) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

    /** @throws IllegalArgumentException naming the member, the rule and an example */
    public static FaultOrder fromJson(JsonNode node) {
        int count = node.path("count").asInt(1);
        if (count < 1) {
            throw new IllegalArgumentException("count: %d (expected 1 or more)".formatted(count));
        }
        return new FaultOrder(
                node.path("kind").asString(""),
                node.path("account").asString("*"),
                count,
                duration(node, "duration", Duration.ofSeconds(60)),
                duration(node, "delay", Duration.ofSeconds(3)));
    }

    public boolean concerns(String id) {
        return account.equals("*") || account.equals(id);
    }

    private static Duration duration(JsonNode node, String member, Duration otherwise) {
        if (!node.has(member)) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(node.get(member).asString(""));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(member + ": expected a number with ms, s or m, for example 5s");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }
}
