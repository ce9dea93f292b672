package dev.gapless.checkpoint.records.accounting;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the books are watched, under {@code gapless.checkpoint.accounting}.
 *
 * @param readEvery how often the gauges are updated
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.accounting")
record AccountingProperties(
        @DefaultValue("30s") @NotNull @DurationMin(millis = 100)
        Duration readEvery) {}
