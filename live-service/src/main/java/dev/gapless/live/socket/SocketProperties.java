package dev.gapless.live.socket;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the WebSocket endpoint, under {@code gapless.live.socket}.
 *
 * @param flushEvery shortest time between two sendings of changes to one client; the first after a pause is sent at
 *     once
 * @param changesPerFrame most changes in a frame
 * @param pendingBytes bytes of changes that may wait for one client; when more wait for longer than
 *     {@code send-timeout}, it is closed and may resume
 * @param sendTimeout how long a client may not read before its connection is cut
 * @param heartbeat time between two pings; a client that sends nothing for three of them is closed
 * @param connections most connections of this replica
 * @param subscriptions most subscriptions of a connection
 * @param messageSize largest message of a client
 * @param messagesPerSecond most messages of a client in a second; each frame counts
 * @param retryAfter clients are told to come back within this time when the service stops, spread evenly over it
 */
@Validated
@ConfigurationProperties("gapless.live.socket")
record SocketProperties(
        @DefaultValue("100ms") @NotNull Duration flushEvery,
        @DefaultValue("50") @Min(1) @Max(1000) int changesPerFrame,
        @DefaultValue("4MB") @NotNull DataSize pendingBytes,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 100)
        Duration sendTimeout,

        @DefaultValue("30s") @NotNull @DurationMin(millis = 100)
        Duration heartbeat,

        @DefaultValue("5000") @Min(1) int connections,
        @DefaultValue("200") @Min(1) int subscriptions,
        @DefaultValue("64KB") @NotNull DataSize messageSize,
        @DefaultValue("50") @Min(1) int messagesPerSecond,
        @DefaultValue("5s") @NotNull Duration retryAfter) {}
