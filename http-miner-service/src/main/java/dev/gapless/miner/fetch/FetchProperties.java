package dev.gapless.miner.fetch;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Connections to upstreams.
 *
 * @param connections most open connections to one source
 * @param connectionsPerHost most open connections to one host of a source
 * @param connectTimeout longest time of the TCP and TLS handshakes
 * @param idle a connection unused for this long is closed
 */
@Validated
@ConfigurationProperties("gapless.miner.fetch")
record FetchProperties(
        @DefaultValue("256") @Min(1) @Max(10_000) int connections,
        @DefaultValue("64") @Min(1) @Max(10_000) int connectionsPerHost,
        @DefaultValue("5s") @DurationMin(millis = 50) Duration connectTimeout,
        @DefaultValue("30s") @DurationMin(seconds = 1) Duration idle) {}
