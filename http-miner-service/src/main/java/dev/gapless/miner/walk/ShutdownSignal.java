package dev.gapless.miner.walk;

import dev.gapless.miner.slice.ShutdownAwareSleeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The real {@link ShutdownAwareSleeper}: sleepers wake at once when the service stops. */
public final class ShutdownSignal implements ShutdownAwareSleeper {

    private final CountDownLatch stop = new CountDownLatch(1);
    private final Clock clock;

    ShutdownSignal(Clock clock) {
        this.clock = clock;
    }

    public void stop() {
        stop.countDown();
    }

    @Override
    public boolean stopping() {
        return stop.getCount() == 0;
    }

    @Override
    @SuppressWarnings("ReturnValueIgnored") // the caller looks at stopping()
    public void until(Instant instant) throws InterruptedException {
        long nanos = Duration.between(clock.instant(), instant).toNanos();
        if (nanos > 0 && stop.await(nanos, TimeUnit.NANOSECONDS)) {
            return;
        }
    }
}
