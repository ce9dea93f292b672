package dev.gapless.benchmarks.report;

import dev.gapless.benchmarks.measure.RoundStatistic;

/**
 * The goal of a figure. Missing it fails nothing: a measurement is a fact, and a busy machine no defect.
 *
 * @param what in words
 * @param seen over the rounds; the median is judged
 * @param limit least or most
 * @param atLeast true when more is better
 */
public record FigureGoal(String what, RoundStatistic seen, double limit, boolean atLeast) {

    public static FigureGoal atLeast(String what, RoundStatistic seen, double limit) {
        return new FigureGoal(what, seen, limit, true);
    }

    public static FigureGoal atMost(String what, RoundStatistic seen, double limit) {
        return new FigureGoal(what, seen, limit, false);
    }

    public boolean met() {
        return atLeast ? seen.median() >= limit : seen.median() <= limit;
    }
}
