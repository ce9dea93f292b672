package dev.gapless.common.platform.logs;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many lines an event may fill in the log, under {@code gapless.logs}.
 *
 * @param linesPerEvent lines of one event within the window; another line has the number of omitted ones
 * @param window the time in which lines are counted
 */
@Validated
@ConfigurationProperties("gapless.logs")
record EventRateProperties(
        @DefaultValue("100") @Min(1) int linesPerEvent,
        @DefaultValue("10s") @DurationMin(millis = 100) Duration window) {}
