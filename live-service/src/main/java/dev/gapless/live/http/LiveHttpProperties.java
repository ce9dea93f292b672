package dev.gapless.live.http;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The HTTP paths, under {@code gapless.live.http}.
 *
 * @param poll how long a long poll waits for a change
 * @param eventStream how long a stream of server-sent events lasts; its client connects again with the last event's id
 * @param keepAlive longest time between two lines of an event stream
 * @param changesPerAnswer most changes in an answer
 * @param requests most requests that this replica answers at the same time
 */
@Validated
@ConfigurationProperties("gapless.live.http")
record LiveHttpProperties(
        @DefaultValue("25s") @NotNull @DurationMin(millis = 10)
        Duration poll,

        @DefaultValue("5m") @NotNull @DurationMin(millis = 10)
        Duration eventStream,

        @DefaultValue("15s") @NotNull @DurationMin(millis = 10)
        Duration keepAlive,

        @DefaultValue("500") @Min(1) @Max(10_000) int changesPerAnswer,
        @DefaultValue("1000") @Min(1) int requests) {}
