package dev.gapless.benchmarks.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What each part came to, round by round. Parts of one round ran one after the other and may be compared. */
public final class Rounds {

    private final Map<String, List<Sample>> byPart = new LinkedHashMap<>();

    public void add(Sample sample) {
        byPart.computeIfAbsent(sample.part(), part -> new ArrayList<>()).add(sample);
    }

    public List<String> parts() {
        return List.copyOf(byPart.keySet());
    }

    public List<Sample> of(String part) {
        List<Sample> samples = byPart.get(part);
        if (samples == null) {
            throw new IllegalArgumentException("part: %s (expected: one of %s)".formatted(part, byPart.keySet()));
        }
        return List.copyOf(samples);
    }

    public Figure figure(String part, ToDoubleFunction<Sample> value) {
        return Figure.of(of(part).stream().map(value::applyAsDouble).toList());
    }

    /** How many rounds are complete. */
    public int count() {
        return byPart.values().stream().mapToInt(List::size).min().orElse(0);
    }

    /** A value of each round, computed from that round's own samples. */
    public Figure figure(ToDoubleFunction<Map<String, Sample>> value) {
        List<Double> values = new ArrayList<>();
        for (int round = 0; round < count(); round++) {
            Map<String, Sample> samples = new LinkedHashMap<>();
            for (Map.Entry<String, List<Sample>> part : byPart.entrySet()) {
                samples.put(part.getKey(), part.getValue().get(round));
            }
            values.add(value.applyAsDouble(samples));
        }
        return Figure.of(values);
    }

    /** The share of the machine that others had, over all that was measured. */
    public double foreign() {
        double theirs = 0;
        double all = 0;
        for (List<Sample> samples : byPart.values()) {
            for (Sample sample : samples) {
                theirs += sample.cpu().foreign();
                all += sample.seconds() * Runtime.getRuntime().availableProcessors();
            }
        }
        return all == 0 ? 0 : theirs / all;
    }
}
