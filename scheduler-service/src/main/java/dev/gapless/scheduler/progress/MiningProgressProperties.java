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
 * @param coverageTimeout how long after a completed walk coverage may take to show it, before the gap is opened again
 * @param stuckAfter refusals in a row after which a gap is stuck
 * @param stuckRetry how often a stuck gap is tried all the same. A gap that the source says is gone is asked for once
 *     more after this time
 * @param goneRetry how often the source is asked again for the youngest of what it said is gone
 */
@Validated
@ConfigurationProperties("gapless.scheduler.progress")
public record MiningProgressProperties(
        @DefaultValue("15s") @DurationMin(millis = 100) Duration coverageTimeout,
        @DefaultValue("5") @Min(1) int stuckAfter,
        @DefaultValue("1h") @DurationMin(seconds = 1) Duration stuckRetry,
        @DefaultValue("24h") @DurationMin(seconds = 1) Duration goneRetry) {}
