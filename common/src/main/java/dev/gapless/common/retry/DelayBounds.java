package dev.gapless.common.retry;

import java.time.Duration;

/** The shortest and the longest delay that a caller accepts from another party. */
public record DelayBounds(Duration min, Duration max) {

    public DelayBounds {
        if (max.compareTo(min) < 0) {
            throw new IllegalArgumentException("delay: from %s to %s (expected: not falling)".formatted(min, max));
        }
    }

    /** The delay, or the nearer bound. */
    public Duration within(Duration delay) {
        if (delay.compareTo(min) < 0) {
            return min;
        }
        return delay.compareTo(max) > 0 ? max : delay;
    }
}
