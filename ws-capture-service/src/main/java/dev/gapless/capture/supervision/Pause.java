package dev.gapless.capture.supervision;

import java.time.Duration;

/** Waits. An interface so that a test can count the waits instead. */
@FunctionalInterface
interface Pause {
    void pause(Duration duration) throws InterruptedException;
}
