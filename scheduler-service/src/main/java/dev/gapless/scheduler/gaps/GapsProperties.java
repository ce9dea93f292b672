package dev.gapless.scheduler.gaps;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The gap ledger, under {@code gapless.scheduler.gaps}.
 *
 * @param keepFilled how long the rows of filled gaps are kept
 * @param sweepInterval time between two rounds of deleting older ones
 * @param figuresInterval time between two readings of the gauges
 */
@Validated
@ConfigurationProperties("gapless.scheduler.gaps")
record GapsProperties(
        @DefaultValue("7d") @DurationMin(seconds = 1) Duration keepFilled,
        @DefaultValue("1m") @DurationMin(seconds = 1) Duration sweepInterval,
        @DefaultValue("5s") @DurationMin(millis = 100) Duration figuresInterval) {}
