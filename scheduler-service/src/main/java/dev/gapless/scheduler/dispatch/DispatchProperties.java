package dev.gapless.scheduler.dispatch;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Handing out mining tasks, under {@code gapless.scheduler.dispatch}.
 *
 * @param interval time between two rounds of the dispatcher
 * @param perSource gaps of one source that miners work on at once
 * @param perAccount gaps of one account that miners work on at once
 * @param pollsPerSource polls of one source that miners work on at once
 * @param lease a task without a report of its miner for this long is lost; doubled with each loss, up to ten times this
 */
@Validated
@ConfigurationProperties("gapless.scheduler.dispatch")
record DispatchProperties(
        @DefaultValue("250ms") @DurationMin(millis = 10) Duration interval,
        @DefaultValue("200") @Min(1) int perSource,
        @DefaultValue("4") @Min(1) int perAccount,
        @DefaultValue("500") @Min(1) int pollsPerSource,
        @DefaultValue("60s") @DurationMin(millis = 100) Duration lease) {}
