package dev.gapless.scheduler.stops;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Emergency stops, under {@code gapless.scheduler.stops}.
 *
 * @param interval time between two checks for something to publish; a change on this scheduler is published at once
 * @param republishAfter time after which everything is published again, in case the topic was lost
 * @param unheardAfter a replica that was silent for this long, and does not obey a stop, is named
 * @param forgottenAfter a replica that was silent for this long is not expected any more
 */
@Validated
@ConfigurationProperties("gapless.scheduler.stops")
public record StopsProperties(
        @DefaultValue("500ms") @DurationMin(millis = 50) Duration interval,
        @DefaultValue("30s") @DurationMin(seconds = 1) Duration republishAfter,
        @DefaultValue("5s") @DurationMin(seconds = 1) Duration unheardAfter,
        @DefaultValue("10m") @DurationMin(seconds = 10) Duration forgottenAfter) {}
