package dev.gapless.processor.backoff;

import java.time.Duration;

/** Sleeps. An interface so that a test need not. */
@FunctionalInterface
public interface RetrySleeper {

    void pause(Duration duration) throws InterruptedException;
}
