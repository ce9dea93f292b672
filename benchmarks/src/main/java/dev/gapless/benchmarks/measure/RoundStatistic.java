package dev.gapless.benchmarks.measure;

import java.util.Collection;

/** Several rounds' values of one thing: the middle one, and how far they lie apart. */
public record RoundStatistic(double median, double least, double most) {

    /** @param values at least one */
    public static RoundStatistic of(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("values: none (expected: at least one round)");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new RoundStatistic(median, sorted[0], sorted[sorted.length - 1]);
    }
}
