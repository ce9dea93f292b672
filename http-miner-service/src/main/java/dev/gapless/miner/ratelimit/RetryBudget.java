package dev.gapless.miner.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of a source this process repeats at once after a failure. Ten calls that were made allow one more; so
 * a source that fails is not asked much more often than one that is well. A few are allowed from the start. What is not
 * repeated here waits for the scheduler's next dispatch. Safe for many threads.
 */
public final class RetryBudget {

    private static final double EACH_CALL = 0.1;
    private static final double START = 10;
    private static final double MOST = 50;

    private final ConcurrentMap<String, Double> left = new ConcurrentHashMap<>();
    private final MeterRegistry meters;

    public RetryBudget(MeterRegistry meters) {
        this.meters = meters;
    }

    /** A call was made that repeats none. */
    public void called(String source) {
        left.compute(source, (same, before) -> Math.min(MOST, had(source, before) + EACH_CALL));
    }

    /** From its first call on a source has a count. */
    private double had(String source, @Nullable Double before) {
        if (before != null) {
            return before;
        }
        refused(source).increment(0);
        return START;
    }

    private Counter refused(String source) {
        return meters.counter("gapless.upstream.retries.refused", "source", source);
    }

    /** Takes one. @return false when none is left */
    public boolean take(String source) {
        boolean[] taken = new boolean[1];
        left.compute(source, (same, before) -> {
            double now = had(source, before);
            taken[0] = now >= 1;
            return taken[0] ? now - 1 : now;
        });
        if (!taken[0]) {
            refused(source).increment();
        }
        return taken[0];
    }
}
