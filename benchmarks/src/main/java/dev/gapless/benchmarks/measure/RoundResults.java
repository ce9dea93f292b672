package dev.gapless.benchmarks.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The results of each part, round by round. Parts of one round ran one after the other and may be compared. */
public final class RoundResults {

    private final Map<String, List<PartSample>> byPart = new LinkedHashMap<>();

    public void add(PartSample sample) {
        byPart.computeIfAbsent(sample.part(), part -> new ArrayList<>()).add(sample);
    }

    public List<String> parts() {
        return List.copyOf(byPart.keySet());
    }

    public List<PartSample> of(String part) {
        List<PartSample> samples = byPart.get(part);
        if (samples == null) {
            throw new IllegalArgumentException("part: %s (expected: one of %s)".formatted(part, byPart.keySet()));
        }
        return List.copyOf(samples);
    }

    public RoundStatistic figure(String part, ToDoubleFunction<PartSample> value) {
        return RoundStatistic.of(of(part).stream().map(value::applyAsDouble).toList());
    }

    /** How many rounds are complete. */
    public int count() {
        return byPart.values().stream().mapToInt(List::size).min().orElse(0);
    }

    /** A value of each round, computed from that round's own samples. */
    public RoundStatistic figure(ToDoubleFunction<Map<String, PartSample>> value) {
        List<Double> values = new ArrayList<>();
        for (int round = 0; round < count(); round++) {
            Map<String, PartSample> samples = new LinkedHashMap<>();
            for (Map.Entry<String, List<PartSample>> part : byPart.entrySet()) {
                samples.put(part.getKey(), part.getValue().get(round));
            }
            values.add(value.applyAsDouble(samples));
        }
        return RoundStatistic.of(values);
    }

    /** The share of the machine that others had, over all that was measured. */
    public double foreign() {
        double theirs = 0;
        double all = 0;
        for (List<PartSample> samples : byPart.values()) {
            for (PartSample sample : samples) {
                theirs += sample.cpu().foreign();
                all += sample.seconds() * Runtime.getRuntime().availableProcessors();
            }
        }
        return all == 0 ? 0 : theirs / all;
    }
}
