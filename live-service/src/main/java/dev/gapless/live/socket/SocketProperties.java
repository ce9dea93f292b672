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
 * @param flushEvery between two sendings of changes to one client, at least; the first after a pause goes at once
 * @param changesPerFrame at most
 * @param pendingBytes of changes in memory that wait for one client; when there are more for longer than
 *     {@code send-timeout}, it is closed and may resume
 * @param sendTimeout how long a client may not read before its connection is cut
 * @param heartbeat between two pings; a client that says nothing for three of them is closed
 * @param connections of this replica, at most
 * @param subscriptions of one connection, at most
 * @param messageSize of one message of a client, at most
 * @param messagesPerSecond of one client, at most; each frame counts
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
