package dev.gapless.checkpoint.progress;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How progress is kept, under {@code gapless.progress}.
 *
 * @param batch most marks that are kept at once
 * @param flushAfter how long a mark waits for others at most, and what a crash may lose
 * @param most marks that wait while the database is away; more are refused
 * @param archiveEvery how often old marks are looked for
 * @param archiveAfter when a mark is old
 */
@Validated
@ConfigurationProperties("gapless.progress")
record CheckpointProgressProperties(
        @DefaultValue("100") @Min(1) @Max(10_000) int batch,

        @DefaultValue("1s") @NotNull @DurationMin(millis = 10) @DurationMax(seconds = 30)
        Duration flushAfter,

        @DefaultValue("10000") @Min(1) int most,

        @DefaultValue("5m") @NotNull @DurationMin(millis = 10)
        Duration archiveEvery,

        @DefaultValue("1h") @NotNull @DurationMin(millis = 0)
        Duration archiveAfter) {}
