package dev.gapless.scheduler.planning;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Planning, under {@code gapless.scheduler.planning}.
 *
 * @param interval time between two searches for streams to plan
 * @param batch streams in one request for missing ranges
 * @param liveFresh a live window without a report for this long counts as dead
 * @param merge missing ranges of a stream ordered by time that lie closer are read with one request; a longer settle
 *     time of the stream counts instead
 * @param mergePositions the same for numbered streams
 * @param reconcileDelay how long after a gap of the live path was filled its stream is reconciled
 * @param near a gap that lies within this time before now goes before older ones
 */
@Validated
@ConfigurationProperties("gapless.scheduler.planning")
public record PlanningProperties(
        @DefaultValue("100ms") @DurationMin(millis = 10) Duration interval,
        @DefaultValue("500") @Min(1) @Max(10_000) int batch,
        @DefaultValue("10s") @DurationMin(seconds = 1) Duration liveFresh,
        @DefaultValue("2s") @DurationMin Duration merge,
        @DefaultValue("16") @PositiveOrZero long mergePositions,
        @DefaultValue("1h") @DurationMin(seconds = 1) Duration near,
        @DefaultValue("30s") @DurationMin Duration reconcileDelay) {}
