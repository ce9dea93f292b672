package dev.gapless.scheduler.stops;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Emergency stops, under {@code gapless.scheduler.stops}.
 *
 * @param interval between two looks whether something is to be published; a change on this scheduler is published at
 *     once
 * @param republishAfter everything is published again after so long, in case the topic was lost
 * @param unheardAfter a replica that was not heard for so long, and obeys no stop yet, is named
 * @param forgottenAfter a replica that was not heard for so long is not expected any more
 */
@Validated
@ConfigurationProperties("gapless.scheduler.stops")
public record StopsProperties(
        @DefaultValue("500ms") @DurationMin(millis = 50) Duration interval,
        @DefaultValue("30s") @DurationMin(seconds = 1) Duration republishAfter,
        @DefaultValue("5s") @DurationMin(seconds = 1) Duration unheardAfter,
        @DefaultValue("10m") @DurationMin(seconds = 10) Duration forgottenAfter) {}
