package dev.gapless.connector;

import java.time.Duration;

/**
 * When calls with one credential are left out because the source refuses or fails them.
 *
 * @param failures how many in a row, at least 1
 * @param openLimited how long no call is made after that many refusals for the source's limit
 * @param openFailing the same after that many answers of class 5xx, time-outs or broken connections
 * @param pause after one refusal that does not say until when
 */
public record BreakerSpec(int failures, Duration openLimited, Duration openFailing, Duration pause) {

    /** Of a manifest that does not say. */
    public static final BreakerSpec DEFAULT =
            new BreakerSpec(3, Duration.ofMinutes(15), Duration.ofSeconds(10), Duration.ofMinutes(5));
}
