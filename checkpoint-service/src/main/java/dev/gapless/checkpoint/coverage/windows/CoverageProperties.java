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
 * @param maxPollRecords most reports that are read before they are applied; several reports of a window write one row
 * @param mergeEvery how often old windows are merged
 * @param mergeAfter a closed window without reports for this long is merged
 * @param abandonedAfter an open window without reports for this long is merged too: its owner is gone
 * @param rememberFor how long a retraction is remembered after its window's row is gone
 * @param promoteEvery how often claimed coverage is checked; it is held once its records are decided
 * @param claimedAlarmAfter when coverage was claimed and not held for this long, the log has an error
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
