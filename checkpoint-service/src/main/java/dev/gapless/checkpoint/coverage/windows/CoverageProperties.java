package dev.gapless.checkpoint.coverage.windows;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How reports are taken in and kept small, under {@code gapless.checkpoint.coverage}.
 *
 * @param maxPollRecords most reports that are read before they are applied; of several of a window one row is written
 * @param mergeEvery how often old windows are put together
 * @param mergeAfter a closed window is old when it was in no report for this long
 * @param abandonedAfter an open one, for this long: its owner is gone
 * @param rememberFor for so long what was taken back of a window that has no row any more is not forgotten
 * @param promoteEvery how often what is claimed is looked at: it is held once its records are decided
 * @param claimedAlarmAfter for so long something may be claimed and not held before that is an error in the log
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.coverage")
record CoverageProperties(
        @DefaultValue("50000") @Min(1) @Max(200_000) int maxPollRecords,

        @DefaultValue("1m") @NotNull @DurationMin(seconds = 1)
        Duration mergeEvery,

        @DefaultValue("10m") @NotNull @DurationMin(seconds = 1)
        Duration mergeAfter,

        @DefaultValue("1h") @NotNull @DurationMin(seconds = 1)
        Duration abandonedAfter,

        @DefaultValue("30d") @NotNull @DurationMin(hours = 1)
        Duration rememberFor,

        @DefaultValue("250ms") @NotNull @DurationMin(millis = 10)
        Duration promoteEvery,

        @DefaultValue("1m") @NotNull @DurationMin(seconds = 1)
        Duration claimedAlarmAfter) {}
