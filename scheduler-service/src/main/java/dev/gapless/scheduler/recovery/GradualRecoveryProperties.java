package dev.gapless.scheduler.recovery;

import dev.gapless.scheduler.recovery.RecoveryPhase.RecoveryWork;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Gradual recovery, under {@code gapless.scheduler.recovery}.
 *
 * @param phases the phases in their order; without any: transactions slowly, all mining at half pace, all mining, then
 *     connections in batches of 50 accounts
 * @param interval time between two checks of the runs
 * @param window the gates judge slices that ended within this time
 * @param maxErrors share of slices that may fail
 * @param maxLimited share of slices that the sources may limit
 * @param maxLag most records that may wait for the processors
 * @param maxDatabaseTime longest time that the database may take to answer
 * @param patience a run pauses when a figure was missing for this time
 */
@Validated
@ConfigurationProperties("gapless.scheduler.recovery")
record GradualRecoveryProperties(
        @Nullable List<RecoveryPhase> phases,
        @DefaultValue("1s") @DurationMin(millis = 50) Duration interval,
        @DefaultValue("2m") @DurationMin(seconds = 10) Duration window,
        @DefaultValue("0.2") double maxErrors,
        @DefaultValue("0.5") double maxLimited,
        @DefaultValue("100000") long maxLag,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration maxDatabaseTime,
        @DefaultValue("30s") @DurationMin Duration patience) {

    /** Never empty. */
    @Override
    public List<RecoveryPhase> phases() {
        return phases == null || phases.isEmpty() ? usual() : phases;
    }

    private static List<RecoveryPhase> usual() {
        return List.of(
                new RecoveryPhase(
                        "transactions", RecoveryWork.MINING, List.of("transactions"), 0.25, 0, Duration.ofMinutes(5)),
                new RecoveryPhase("all-at-half-pace", RecoveryWork.MINING, List.of(), 0.5, 0, Duration.ofMinutes(10)),
                new RecoveryPhase("all", RecoveryWork.MINING, List.of(), 1, 0, Duration.ofMinutes(1)),
                new RecoveryPhase("connections", RecoveryWork.CAPTURE, List.of(), 1, 50, Duration.ofMinutes(2)));
    }
}
