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
 * @param target share of the stream-seconds that must not be late
 * @param within a stream that lags more is late, unless its listing takes longer to settle
 * @param period period over which the error budget counts
 * @param judgeEvery time between two judgements
 * @param blindAfter after a longer time between two judgements, the rest of it is late for all streams, because nothing
 *     was measured
 */
@Validated
@ConfigurationProperties("gapless.scheduler.objective")
record ObjectiveProperties(
        @DefaultValue("0.999") @DecimalMin("0.5") @DecimalMax("0.999999")
        double target,

        @DefaultValue("5m") @DurationMin(seconds = 1) Duration within,
        @DefaultValue("30d") @DurationMin(hours = 1) Duration period,
        @DefaultValue("10s") @DurationMin(millis = 100) Duration judgeEvery,
        @DefaultValue("1m") @DurationMin(seconds = 1) Duration blindAfter) {}
