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
 * @param more members of the order as JSON, each after a comma; empty as a rule
 */
record PlannedFault(double at, String kind, int count, Duration duration, Duration delay, String more) {

    PlannedFault(double at, String kind, int count, Duration duration, Duration delay) {
        this(at, kind, count, duration, delay, "");
    }

    private static PlannedFault of(double at, String kind, int count, Duration duration, String more) {
        return new PlannedFault(at, kind, count, duration, Duration.ofSeconds(1), more);
    }

    /**
     * Enough of each for a run of a minute; a longer run spreads them out. The storm lasts beyond the sockets dropped
     * in it: when all is held no call is made, and the fault would meet none. Sockets fall silent before an incident
     * stops everything, which would leave none.
     */
    static List<PlannedFault> standard() {
        Duration second = Duration.ofSeconds(1);
        return List.of(
                new PlannedFault(0.10, "drop-socket", 6, Duration.ofSeconds(60), second),
                new PlannedFault(0.20, "5xx", 10, Duration.ofSeconds(60), second),
                new PlannedFault(0.25, "drop-socket", 6, Duration.ofSeconds(60), second),
                new PlannedFault(0.28, "half-open", 3, Duration.ofSeconds(10), second),
                new PlannedFault(0.35, "429-storm", 1, Duration.ofSeconds(15), second),
                new PlannedFault(0.40, "drop-socket", 6, Duration.ofSeconds(60), second),
                new PlannedFault(0.55, "slow-answer", 5, Duration.ofSeconds(60), Duration.ofSeconds(3)),
                new PlannedFault(0.60, "drop-socket", 6, Duration.ofSeconds(60), second),
                new PlannedFault(0.75, "drop-socket", 6, Duration.ofSeconds(60), second));
    }

    /** What an upstream does in the course of a month, in a run: wrong clocks, texts, sizes, answers and limits. */
    static List<PlannedFault> operatorsMonth() {
        Duration minute = Duration.ofSeconds(60);
        return List.of(
                of(0.10, "large-items", 3, minute, ",\"size\":900000"),
                of(0.15, "nul-text", 3, minute, ",\"in\":\"item\""),
                of(0.15, "nul-text", 3, minute, ",\"in\":\"error\""),
                of(0.20, "nul-text", 3, minute, ",\"in\":\"goodbye\""),
                of(0.20, "renamed-events", 5, minute, ",\"streams\":[\"posts\"]"),
                of(0.25, "silent-socket", 1, Duration.ofSeconds(10), ""),
                of(0.30, "clock-step", 1, Duration.ofSeconds(15), ",\"by\":\"-5s\""),
                of(0.40, "403-storm", 1, Duration.ofSeconds(15), ""),
                of(0.40, "drop-socket", 6, minute, ""),
                of(0.60, "window-gone", 4, minute, ""),
                of(0.60, "drop-socket", 6, minute, ""));
    }

    String json() {
        return "{\"kind\":\"%s\",\"account\":\"*\",\"count\":%d,\"duration\":\"%ds\",\"delay\":\"%ds\"%s}"
                .formatted(kind, count, duration.toSeconds(), delay.toSeconds(), more);
    }
}
