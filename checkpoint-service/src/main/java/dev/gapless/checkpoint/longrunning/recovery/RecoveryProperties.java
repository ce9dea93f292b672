package dev.gapless.checkpoint.longrunning.recovery;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an analysis finds, and how stuck gaps are released, under {@code gapless.checkpoint.recovery}.
 *
 * @param orphanedAfter how long an operation that is due may have no owner
 * @param manyAttempts tries, lost leases or reopenings after which an open gap is shown
 * @param standingAfter how long a gap is open without any mined range before its stream is shown
 * @param releasesPerRound most gaps that are released at once
 * @param pause pause between two rounds
 * @param measureEvery how often the gauge is counted
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.recovery")
record RecoveryProperties(
        @DefaultValue("5m") @NotNull @DurationMin(seconds = 1)
        Duration orphanedAfter,

        @DefaultValue("5") @Min(1) int manyAttempts,

        @DefaultValue("1h") @NotNull @DurationMin(seconds = 1)
        Duration standingAfter,

        @DefaultValue("20") @Min(1) int releasesPerRound,

        @DefaultValue("1s") @NotNull @DurationMin(millis = 10)
        Duration pause,

        @DefaultValue("1m") @NotNull @DurationMin(millis = 10)
        Duration measureEvery) {}
