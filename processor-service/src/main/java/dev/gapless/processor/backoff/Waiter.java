package dev.gapless.processor.backoff;

import java.time.Duration;

/** Sleeps. An interface so that a test need not. */
@FunctionalInterface
public interface Waiter {

    void pause(Duration duration) throws InterruptedException;
}
