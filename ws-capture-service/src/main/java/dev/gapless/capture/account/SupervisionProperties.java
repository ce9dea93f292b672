package dev.gapless.capture.account;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an operator may set for making connections, under {@code gapless.capture.supervision}.
 *
 * @param connectTimeout longest time of a handshake
 * @param maxConcurrentConnects connections opened at once, over all accounts
 * @param manifestWatch how often running connections are compared with their source's manifest
 */
@Validated
@ConfigurationProperties("gapless.capture.supervision")
record SupervisionProperties(
        @DefaultValue("10s") @NotNull @DurationMin(millis = 100)
        Duration connectTimeout,

        @DefaultValue("50") @Min(1) int maxConcurrentConnects,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 100)
        Duration manifestWatch) {}
