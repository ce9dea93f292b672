package dev.gapless.live.http;

import dev.gapless.common.live.ChannelName;
import dev.gapless.live.history.ChannelListener;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one reader of one channel. */
final class ChangeSignal implements ChannelListener {

    private final Semaphore changes = new Semaphore(0);

    @Override
    public void changed(ChannelName channel) {
        wake();
    }

    void wake() {
        if (changes.availablePermits() == 0) {
            changes.release();
        }
    }

    /** Returns when something changed since the last call, or when the time is up. */
    void await(Duration most) throws InterruptedException {
        var _ = changes.tryAcquire(Math.max(0, most.toMillis()), TimeUnit.MILLISECONDS);
        changes.drainPermits();
    }
}
