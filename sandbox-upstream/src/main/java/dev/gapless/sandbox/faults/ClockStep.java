package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.time.AdjustableClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The platform's clock is set at once, and after the duration, where one was given, put right again. An account's
 * positions and told times never go back: while the clock is behind them they grow by a microsecond each.
 */
final class ClockStep implements SandboxFault {

    private final @Nullable Duration length;
    private final long begin = System.nanoTime();

    ClockStep(FaultOrder order, AdjustableClock clock) {
        Duration by = order.ofThePlatform().by();
        if (by == null || by.isZero()) {
            throw new IllegalArgumentException("by: missing (expected how far the clock is put, such as 5s or -5s)");
        }
        this.length = order.givenDuration();
        clock.add(() -> active() ? by : Duration.ZERO);
    }

    @Override
    public int planned() {
        return 1;
    }

    @Override
    public int fired() {
        return 1;
    }

    /** True as long as the clock is wrong because of it. */
    @Override
    public boolean active() {
        return length == null || System.nanoTime() - begin < length.toNanos();
    }
}
