package dev.gapless.scheduler.queues;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How fast a queue grows or shrinks: the median of the slopes between any two samples of a period (Theil and Sen). So a
 * burst, or a pause of its reader, moves it little. Safe for many threads.
 */
final class DepthTrend {

    private static final int LEAST_SAMPLES = 3;
    private static final double MILLIS = 1_000;

    private record DepthSample(Instant at, long depth) {}

    private final Duration period;
    private final Deque<DepthSample> samples = new ArrayDeque<>();

    /** @param period how long a sample counts */
    DepthTrend(Duration period) {
        this.period = period;
    }

    /** @param at not before the last one; one that is begins the trend anew */
    synchronized void add(Instant at, long depth) {
        if (!samples.isEmpty() && !samples.getLast().at().isBefore(at)) {
            samples.clear();
        }
        samples.addLast(new DepthSample(at, depth));
        while (samples.getFirst().at().isBefore(at.minus(period))) {
            samples.removeFirst();
        }
    }

    /** Records a second, below 0 while the queue shrinks; empty with fewer than three samples. */
    synchronized OptionalDouble perSecond() {
        if (samples.size() < LEAST_SAMPLES) {
            return OptionalDouble.empty();
        }
        List<DepthSample> all = List.copyOf(samples);
        List<Double> slopes = new ArrayList<>();
        for (int first = 0; first < all.size(); first++) {
            for (int second = first + 1; second < all.size(); second++) {
                slopes.add(slope(all.get(first), all.get(second)));
            }
        }
        slopes.sort(Double::compare);
        int middle = slopes.size() / 2;
        return OptionalDouble.of(
                slopes.size() % 2 == 1 ? slopes.get(middle) : (slopes.get(middle - 1) + slopes.get(middle)) / 2);
    }

    private static double slope(DepthSample before, DepthSample after) {
        return (after.depth() - before.depth())
                * MILLIS
                / Duration.between(before.at(), after.at()).toMillis();
    }
}
