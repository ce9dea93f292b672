package dev.gapless.sandbox.faults;

import java.time.Duration;

/** The effect of a fault on one request. */
public sealed interface RequestFault {

    /**
     * Answers "slow down".
     *
     * @param retryAfter true when {@code Retry-After} says how long, false when only the rate's own headers do
     */
    record Limited(int status, int seconds, boolean retryAfter) implements RequestFault {}

    /** Answers with a failure of the server's own. */
    record Broken(int status, boolean html, String detail) implements RequestFault {}

    /** Answers late. */
    record Late(Duration by) implements RequestFault {}

    /** Never answers. */
    record Unanswered() implements RequestFault {}
}
