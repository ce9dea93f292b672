package dev.gapless.miner.fetch;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.concurrent.Cancellable;

/**
 * Ends calls that take too long as a whole. The client's own timeouts are between two bytes, so an upstream that sends
 * one byte a second would never meet them.
 */
final class RequestDeadlines implements AutoCloseable {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("call-deadlines").daemon().factory());

    Deadline cancelAfter(Duration limit, Cancellable call) {
        AtomicBoolean passed = new AtomicBoolean();
        Future<?> alarm = timer.schedule(
                () -> {
                    passed.set(true);
                    call.cancel();
                },
                Math.max(1, limit.toMillis()),
                TimeUnit.MILLISECONDS);
        return new Deadline(passed, alarm);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One call's. */
    record Deadline(AtomicBoolean reached, Future<?> alarm) implements AutoCloseable {

        boolean passed() {
            return reached.get();
        }

        @Override
        public void close() {
            alarm.cancel(false);
        }
    }
}
