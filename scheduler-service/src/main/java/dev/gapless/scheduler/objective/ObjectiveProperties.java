package dev.gapless.scheduler.objective;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The completeness objective, under {@code gapless.scheduler.objective}.
 *
 * @param target share of the stream-seconds that must be held when they fall due
 * @param within how long after its position a stream-second falls due; never before the stream has settled
 * @param period over which the error budget counts
 * @param judgeEvery time between two judgements
 * @param blindAfter what fell due longer than this before the judgement counts as late, because nobody looked
 */
@Validated
@ConfigurationProperties("gapless.scheduler.objective")
public record ObjectiveProperties(
        @DefaultValue("0.999") @DecimalMin("0.5") @DecimalMax("0.999999")
        double target,

        @DefaultValue("5m") @DurationMin(seconds = 1) Duration within,
        @DefaultValue("30d") @DurationMin(hours = 1) Duration period,
        @DefaultValue("10s") @DurationMin(millis = 100) Duration judgeEvery,
        @DefaultValue("1m") @DurationMin(seconds = 1) Duration blindAfter) {}
