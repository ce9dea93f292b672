package dev.gapless.checkpoint.coverage.consistency;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the figures are kept up to date, under {@code gapless.checkpoint.consistency}.
 *
 * @param refreshEvery how often the gauges are counted
 * @param period the period before now that the gauges count
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.consistency")
record ConsistencyProperties(
        @DefaultValue("5m") @NotNull @DurationMin(millis = 100)
        Duration refreshEvery,

        @DefaultValue("24h") @NotNull @DurationMin(minutes = 1)
        Duration period) {}
