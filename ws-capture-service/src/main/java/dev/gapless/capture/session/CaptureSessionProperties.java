package dev.gapless.capture.session;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an operator may set for coverage reports, under {@code gapless.capture.coverage}.
 *
 * @param reportInterval how often coverage that grew is reported; {@code kill -9} loses at most this much of it
 */
@Validated
@ConfigurationProperties("gapless.capture.coverage")
record CaptureSessionProperties(
        @DefaultValue("2s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 5)
        Duration reportInterval) {}
