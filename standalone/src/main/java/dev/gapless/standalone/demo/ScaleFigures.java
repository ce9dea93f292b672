package dev.gapless.standalone.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen while processes came and went.
 *
 * @param scatteredItems items of which captured records stand in more than one partition number
 * @param sharedAccounts accounts of which one partition has live records of a connection behind those of a later one
 * @param processorIdle longest time in which a captured partition had records and its committed offset stood
 * @param captureIdle longest time without a live record of some account
 * @param minerIdle longest time without the outcome of a mining task
 * @param idleProcesses groups in which not every process that was added got work, in words
 */
public record ScaleFigures(
        long scatteredItems,
        long sharedAccounts,
        Duration processorIdle,
        Duration captureIdle,
        Duration minerIdle,
        List<String> idleProcesses) {

    /** Nothing may be idle for longer. */
    static final Duration MOST_IDLE = Duration.ofSeconds(10);

    public ScaleFigures {
        idleProcesses = List.copyOf(idleProcesses);
    }

    /** True when no item had two owners, all processes got work, and nothing was idle for longer than 10 s. */
    public boolean kept() {
        return scatteredItems == 0
                && sharedAccounts == 0
                && idleProcesses.isEmpty()
                && List.of(processorIdle, captureIdle, minerIdle).stream()
                        .allMatch(idle -> idle.compareTo(MOST_IDLE) <= 0);
    }

    /** For people, a line each. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                "items in two partitions %d, accounts with two owners %d".formatted(scatteredItems, sharedAccounts),
                "longest idle: a partition of the processors %.1f s, an account of the captures %.1f s, the miners %.1f s"
                        .formatted(seconds(processorIdle), seconds(captureIdle), seconds(minerIdle))));
        lines.addAll(idleProcesses);
        return lines;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
