package dev.gapless.scheduler.progress;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What follows from miners' words, under {@code gapless.scheduler.progress}.
 *
 * @param shownWithin how long after a completed walk coverage may take to show it, before the gap is opened again
 * @param stuckAfter refusals in a row after which a gap is stuck
 * @param stuckRetry how often a stuck gap is tried all the same
 */
@Validated
@ConfigurationProperties("gapless.scheduler.progress")
public record ProgressProperties(
        @DefaultValue("15s") @DurationMin(millis = 100) Duration shownWithin,
        @DefaultValue("5") @Min(1) int stuckAfter,
        @DefaultValue("1h") @DurationMin(seconds = 1) Duration stuckRetry) {}
