package dev.gapless.capture.conversation;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Everything an operator may set for the capture, under {@code gapless.capture}.
 *
 * @param connectTimeout until the handshake is done
 * @param connecting connections opened at once, over all accounts
 * @param reportEvery how often coverage that grew is reported
 * @param inbox events of one connection that may wait; at that many it stops reading from the source
 * @param stateTimeout how long to wait until all earlier reports have been applied
 */
@Validated
@ConfigurationProperties("gapless.capture")
public record CaptureProperties(
        @DefaultValue("10s") @NotNull @DurationMin(millis = 100)
        Duration connectTimeout,

        @DefaultValue("50") @Min(1) int connecting,

        @DefaultValue("2s") @NotNull @DurationMin(millis = 100)
        Duration reportEvery,

        @DefaultValue("5000") @Min(10) int inbox,

        @DefaultValue("30s") @NotNull @DurationMin(millis = 100)
        Duration stateTimeout) {}
