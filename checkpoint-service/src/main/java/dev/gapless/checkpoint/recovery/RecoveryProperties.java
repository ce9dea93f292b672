package dev.gapless.checkpoint.recovery;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is held for left lying, and how it is set going, under {@code gapless.recovery}.
 *
 * @param interruptedAfter how long an unfinished checkpoint may stand still, whoever holds it
 * @param orphanedAfter how long ago the last attempt of an operation that nobody holds may be
 * @param restartBelow of what is expected, the share that must be done for a checkpoint to be worth resuming
 * @param stepEvery how often a running plan is looked at
 * @param releasesPerRound most gaps that are released in one round, so that the sources' limits are not spent at once
 * @param attempts tries of a step before it is left as failed
 * @param lease how long another process waits when the one that carries out a plan dies
 * @param measureEvery how often the gauges are counted
 */
@Validated
@ConfigurationProperties("gapless.recovery")
record RecoveryProperties(
        @DefaultValue("30m") @NotNull @DurationMin(seconds = 1)
        Duration interruptedAfter,

        @DefaultValue("15m") @NotNull @DurationMin(seconds = 1)
        Duration orphanedAfter,

        @DefaultValue("0.1") @DecimalMin("0") @DecimalMax("1")
        double restartBelow,

        @DefaultValue("1s") @NotNull @DurationMin(millis = 10)
        Duration stepEvery,

        @DefaultValue("20") @Min(1) int releasesPerRound,

        @DefaultValue("3") @Min(1) int attempts,

        @DefaultValue("30s") @NotNull @DurationMin(seconds = 1)
        Duration lease,

        @DefaultValue("1m") @NotNull @DurationMin(millis = 10)
        Duration measureEvery) {}
