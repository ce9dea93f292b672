package dev.gapless.capture.delivery;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What an operator may set for the way to Kafka, under {@code gapless.capture.delivery}.
 *
 * @param inFlight bytes received and not yet acknowledged, over all connections; above this all connections stop
 *     reading
 * @param inFlightPerConnection the same for one connection
 * @param ackTimeout time in which Kafka must acknowledge a record; otherwise its connection's windows end before it
 */
@Validated
@ConfigurationProperties("gapless.capture.delivery")
record CaptureDeliveryProperties(
        @DefaultValue("64MB") @NotNull DataSize inFlight,
        @DefaultValue("4MB") @NotNull DataSize inFlightPerConnection,

        @DefaultValue("30s") @NotNull @DurationMin(seconds = 1)
        Duration ackTimeout) {}
