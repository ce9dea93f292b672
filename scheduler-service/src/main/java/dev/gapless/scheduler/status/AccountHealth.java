package dev.gapless.scheduler.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one account stands.
 *
 * @param reasons why it is not healthy; empty when it is
 * @param connection null when no capture service ever spoke of it
 * @param reliability share of about the last day in which its live connection stood, from 0 to 1; null where the source
 *     has no adaptive schedule
 * @param lagSeconds how far the coverage of its slowest stream is behind, as last planned; null before the first plan
 * @param recommendedAction what to do; null when it is healthy
 */
record AccountHealth(
        String source,
        String account,
        HealthState state,
        List<String> reasons,
        @Nullable AccountConnection connection,
        @Nullable Double reliability,
        AccountWork work,
        @Nullable Double lagSeconds,
        @Nullable String recommendedAction) {

    /**
     * Its live connection.
     *
     * @param state {@code CAPTURING}, {@code UNCONFIRMED} or {@code WAITING}
     * @param reason null while it captures
     * @param since since when it does not capture everything; null while it does
     * @param nextAttemptAt when it is opened again; null while it captures
     * @param reportedAt when that changed last
     */
    record AccountConnection(
            String state,
            @Nullable String reason,
            @Nullable Instant since,
            @Nullable Instant nextAttemptAt,
            Instant reportedAt) {}

    /**
     * Its streams and what is to be read of them.
     *
     * @param streams of events that are planned
     * @param live those of them that a live connection covers
     * @param silent those that a live connection should cover and does not
     * @param waitingGaps that are to be filled
     * @param stuckGaps that wait for a person
     * @param unfillableGaps that cannot be filled
     * @param failedAttempts of the read that failed most often in a row
     */
    record AccountWork(
            long streams,
            long live,
            long silent,
            long waitingGaps,
            long stuckGaps,
            long unfillableGaps,
            long failedAttempts) {}
}
