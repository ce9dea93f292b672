package dev.gapless.scheduler.planning;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When streams are planned, under {@code gapless.scheduler.planning}.
 *
 * @param sweep a stream of which nothing was heard is planned after about this time all the same
 * @param lease a scheduler that took streams and was not heard of for this long is taken for dead
 * @param changes between two questions for changes of coverage
 * @param silence between two looks for live windows that are silent
 * @param figures between two readings of the gauges
 */
@Validated
@ConfigurationProperties("gapless.scheduler.planning")
public record PlanQueueProperties(
        @DefaultValue("5m") @DurationMin(millis = 10) Duration sweep,
        @DefaultValue("10s") @DurationMin(seconds = 1) Duration lease,
        @DefaultValue("100ms") @DurationMin(millis = 10) Duration changes,
        @DefaultValue("2s") @DurationMin(millis = 10) Duration silence,
        @DefaultValue("10s") @DurationMin(millis = 10) Duration figures) {}
