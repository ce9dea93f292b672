package dev.gapless.standalone.demo;

import java.time.Duration;
import java.util.List;

/**
 * A fault and when it is due.
 *
 * @param at share of the run after which it is due, 0 to 1
 * @param kind as the sandbox names it
 * @param count how often, where the kind counts
 * @param duration how long, where the kind lasts
 * @param delay of an answer, where the kind delays
 */
record PlannedFault(double at, String kind, int count, Duration duration, Duration delay) {

    /**
     * Enough of each for a run of a minute; a longer run spreads them out. The storm lasts beyond the sockets dropped
     * in it: when all is held nobody asks, and it would meet no one.
     */
    static List<PlannedFault> standard() {
        Duration second = Duration.ofSeconds(1);
        return List.of(
                new PlannedFault(0.10, "drop-socket", 6, Duration.ofSeconds(60), second),
                new PlannedFault(0.20, "5xx", 10, Duration.ofSeconds(60), second),
                new PlannedFault(0.25, "drop-socket", 6, Duration.ofSeconds(60), second),
                new PlannedFault(0.35, "429-storm", 1, Duration.ofSeconds(15), second),
                new PlannedFault(0.40, "drop-socket", 6, Duration.ofSeconds(60), second),
                new PlannedFault(0.45, "half-open", 3, Duration.ofSeconds(10), second),
                new PlannedFault(0.55, "slow-answer", 5, Duration.ofSeconds(60), Duration.ofSeconds(3)),
                new PlannedFault(0.60, "drop-socket", 6, Duration.ofSeconds(60), second),
                new PlannedFault(0.75, "drop-socket", 6, Duration.ofSeconds(60), second));
    }

    String json() {
        return "{\"kind\":\"%s\",\"account\":\"*\",\"count\":%d,\"duration\":\"%ds\",\"delay\":\"%ds\"}"
                .formatted(kind, count, duration.toSeconds(), delay.toSeconds());
    }
}
