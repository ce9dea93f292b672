package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.time.AdjustableClock;
import java.time.Duration;

/** The platform's clock runs fast for the duration, and then keeps what it has gained. */
final class ClockDrift implements SandboxFault {

    private static final double MILLION = 1e6;

    private final double share;
    private final long nanos;
    private final long begin = System.nanoTime();

    ClockDrift(FaultOrder order, AdjustableClock clock) {
        Integer ppm = order.ofThePlatform().ppm();
        if (ppm == null) {
            throw new IllegalArgumentException("ppm: missing (expected what the clock gains, such as 200)");
        }
        this.share = ppm / MILLION;
        this.nanos = order.duration().toNanos();
        clock.add(() -> Duration.ofNanos((long) (Math.min(nanos, elapsed()) * share)));
    }

    private long elapsed() {
        return System.nanoTime() - begin;
    }

    @Override
    public int planned() {
        return 1;
    }

    @Override
    public int fired() {
        return 1;
    }

    @Override
    public boolean active() {
        return elapsed() < nanos;
    }
}
