package dev.gapless.scheduler.status;

import dev.gapless.scheduler.objective.ObjectiveView;
import dev.gapless.scheduler.status.RecordRates.RecordsPerMinute;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the installation stands in figures.
 *
 * @param state by the most severe alert
 * @param accounts how many are in which state
 * @param connections how many accounts have their live connection in which state; {@code UNREPORTED} where no capture
 *     service ever spoke of it
 * @param recordsPerMinute of the last minute; null when Kafka does not answer
 * @param completeness by source, under the completeness objective
 * @param alerts the most severe first
 * @param unwell accounts that are not healthy, the worst first, at most 100
 */
record HealthReport(
        Instant at,
        HealthState state,
        Map<HealthState, Long> accounts,
        Map<String, Long> connections,
        WaitingWork queues,
        FailedWork errors,
        @Nullable RecordsPerMinute recordsPerMinute,
        List<ObjectiveView> completeness,
        List<HealthAlert> alerts,
        List<AccountHealth> unwell) {

    /**
     * What waits.
     *
     * @param openGaps that are not filled yet
     * @param scheduledGaps that miners have or are to get
     * @param fillingGaps whose coverage is waited for
     * @param duePolls reads at intervals whose time has come
     * @param records captured ones before the processors; null when Kafka does not say
     */
    record WaitingWork(
            long openGaps,
            long scheduledGaps,
            long fillingGaps,
            long duePolls,
            @Nullable Long records) {}

    /**
     * What failed.
     *
     * @param failingGaps whose last read failed
     * @param failingPolls the same for reads at intervals
     * @param stuckGaps that wait for a person
     * @param unfillableGaps that cannot be filled
     * @param deadLetters in state NEW
     */
    record FailedWork(long failingGaps, long failingPolls, long stuckGaps, long unfillableGaps, long deadLetters) {}

    /**
     * What an operator should know.
     *
     * @param source null when it concerns the whole installation
     * @param account the account, or one of several; null when it concerns none
     */
    record HealthAlert(
            AlertSeverity severity,
            @Nullable String source,
            @Nullable String account,
            @Nullable String stream,
            String message,
            String recommendedAction) {}

    /** How urgent an alert is, the most urgent first. */
    enum AlertSeverity {
        /** Nothing gets better until an operator acts. */
        CRITICAL,

        /** It goes on by itself, or will be critical. */
        WARNING,

        /** An operator may want to know. */
        INFO
    }
}
