package dev.gapless.sandbox.faults;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The next answers come late. */
final class SlowAnswers implements SandboxFault {

    private static final Duration DELAY = Duration.ofSeconds(3);

    private final int planned;
    private final Duration delay;
    private int fired;

    SlowAnswers(FaultOrder order) {
        this.planned = order.count();
        this.delay = order.delay(DELAY);
    }

    @Override
    public synchronized @Nullable RequestFault onRequest() {
        if (!active()) {
            return null;
        }
        fired++;
        return new RequestFault.Late(delay);
    }

    @Override
    public int planned() {
        return planned;
    }

    @Override
    public synchronized int fired() {
        return fired;
    }

    @Override
    public synchronized boolean active() {
        return fired < planned;
    }
}
