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
 * @param coverageTimeout how long after a completed walk its coverage may take to appear; otherwise the gap opens again
 * @param stuckAfter refusals in a row after which a gap is stuck
 * @param stuckRetry how often a stuck gap is tried. A gap that the source reports as gone is requested once more after
 *     this time
 * @param goneRetry how often the source is asked again for the youngest part of a range that it reported as gone
 */
@Validated
@ConfigurationProperties("gapless.scheduler.progress")
public record MiningProgressProperties(
        @DefaultValue("15s") @DurationMin(millis = 100) Duration coverageTimeout,
        @DefaultValue("5") @Min(1) int stuckAfter,
        @DefaultValue("1h") @DurationMin(seconds = 1) Duration stuckRetry,
        @DefaultValue("24h") @DurationMin(seconds = 1) Duration goneRetry) {}
