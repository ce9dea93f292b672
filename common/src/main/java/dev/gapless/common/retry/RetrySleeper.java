package dev.gapless.common.retry;

import java.time.Duration;

/** Sleeps between attempts. An interface so that a test counts the delays instead. */
@FunctionalInterface
public interface RetrySleeper {

    void pause(Duration duration) throws InterruptedException;
}
