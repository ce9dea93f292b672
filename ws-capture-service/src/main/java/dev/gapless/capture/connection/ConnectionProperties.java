package dev.gapless.capture.connection;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an operator may set for sockets, under {@code gapless.capture.connection}.
 *
 * @param threads event loops that share all connections
 */
@Validated
@ConfigurationProperties("gapless.capture.connection")
record ConnectionProperties(
        @DefaultValue("2") @Min(1) @Max(64) int threads) {}
