package dev.gapless.common.platform;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often one caller may call a replica, under {@code gapless.access.rate}. Services are not bounded.
 *
 * @param perSecond calls a second in the long run
 * @param burst calls at once
 */
@Validated
@ConfigurationProperties("gapless.access.rate")
record CallerRateProperties(
        @DefaultValue("200") @Min(1) int perSecond,
        @DefaultValue("1000") @Min(1) int burst) {}
