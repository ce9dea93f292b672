package dev.gapless.capture.account;

import java.time.Duration;

/** Waits. An interface so that a test can count the waits instead. */
@FunctionalInterface
interface ReconnectSleeper {
    void pause(Duration duration) throws InterruptedException;
}
