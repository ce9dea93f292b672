package dev.gapless.standalone.check;

import java.time.Duration;

/**
 * How often held coverage is compared with the ledger while a run lasts.
 *
 * @param atLeast the run lasts until there are so many samples
 * @param shortest pause between two samples
 * @param longest pause between two samples
 * @param accounts drawn for each sample; all of them when there are fewer
 */
public record SamplePlan(long atLeast, Duration shortest, Duration longest, int accounts) {

    /** One or two samples a second, each of all accounts. */
    public static final SamplePlan OCCASIONAL =
            new SamplePlan(1, Duration.ofMillis(100), Duration.ofMillis(900), Integer.MAX_VALUE);

    /** A thousand samples of some accounts each. */
    public static final SamplePlan DENSE = dense(1_000);

    /** So many samples of some accounts each. */
    public static SamplePlan dense(long atLeast) {
        return new SamplePlan(atLeast, Duration.ofMillis(2), Duration.ofMillis(40), 6);
    }
}
