package dev.gapless.miner.slice;

import java.time.Instant;

/** Sleeps, and notices when the service is to stop. An interface so that a test can move its clock instead. */
public interface ShutdownAwareSleeper {

    /** Waits until the instant or until the service is to stop, whichever is first. */
    void until(Instant instant) throws InterruptedException;

    /** True once the service is to stop; never false again. */
    boolean stopping();
}
