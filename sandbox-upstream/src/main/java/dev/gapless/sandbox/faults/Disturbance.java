package dev.gapless.sandbox.faults;

import java.time.Duration;

/** What a fault does to one request. */
public sealed interface Disturbance {

    /** Answers "slow down". */
    record Limited(int retryAfterSeconds) implements Disturbance {}

    /** Answers with a failure of the server's own. */
    record Broken(int status, boolean html) implements Disturbance {}

    /** Answers late. */
    record Late(Duration by) implements Disturbance {}
}
