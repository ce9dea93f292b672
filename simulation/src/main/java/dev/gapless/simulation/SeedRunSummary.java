package dev.gapless.simulation;

import dev.gapless.simulation.faults.FaultKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The results of many seeds. */
public final class SeedRunSummary {

    private final Map<FaultKind, Long> fired = new EnumMap<>(FaultKind.class);
    private final Map<String, Long> crashes = new TreeMap<>();
    private final List<SeedResult> failures = new ArrayList<>();
    private long seeds;
    private long versions;
    private long changes;
    private long steps;
    private long micros;

    void add(SeedResult outcome) {
        seeds++;
        versions += outcome.versions();
        changes += outcome.changes();
        steps += outcome.steps();
        micros += outcome.micros();
        outcome.fired().forEach((kind, times) -> fired.merge(kind, times, Long::sum));
        outcome.crashes().forEach((where, times) -> crashes.merge(where, times, Long::sum));
        if (outcome.failed()) {
            failures.add(outcome);
        }
    }

    long seeds() {
        return seeds;
    }

    /** How often each fault really struck. */
    public Map<FaultKind, Long> fired() {
        return fired;
    }

    /** How often which process died where. */
    public Map<String, Long> crashes() {
        return crashes;
    }

    public List<SeedResult> failures() {
        return failures;
    }

    @Override
    public String toString() {
        return "%d seeds, %d versions made, %d changes published, %d steps, %.1f hours of virtual time, %d failed"
                .formatted(seeds, versions, changes, steps, micros / 3.6e9, failures.size());
    }
}
