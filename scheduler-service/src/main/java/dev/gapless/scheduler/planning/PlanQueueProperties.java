package dev.gapless.scheduler.planning;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When streams are planned, under {@code gapless.scheduler.planning}.
 *
 * @param sweep a stream without any news is planned after about this time
 * @param lease a scheduler that took streams and did not renew its lease for this long counts as dead
 * @param changes time between two requests for changes of coverage
 * @param silence time between two searches for silent live windows
 * @param figures time between two readings of the gauges
 */
@Validated
@ConfigurationProperties("gapless.scheduler.planning")
public record PlanQueueProperties(
        @DefaultValue("5m") @DurationMin(millis = 10) Duration sweep,
        @DefaultValue("10s") @DurationMin(seconds = 1) Duration lease,
        @DefaultValue("100ms") @DurationMin(millis = 10) Duration changes,
        @DefaultValue("2s") @DurationMin(millis = 10) Duration silence,
        @DefaultValue("10s") @DurationMin(millis = 10) Duration figures) {}
