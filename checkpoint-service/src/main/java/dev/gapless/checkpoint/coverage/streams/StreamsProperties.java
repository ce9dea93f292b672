package dev.gapless.checkpoint.coverage.streams;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How forks are cleared up, under {@code gapless.checkpoint.streams}.
 *
 * @param sweepEvery how often orphans are looked for, while there may be any
 * @param resendAfter an inferred delete whose row is still there after this long is sent again
 * @param forksUnsettledFor shortest time after a fork in which its orphans are looked for
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.streams")
record StreamsProperties(
        @DefaultValue("500ms") @NotNull @DurationMin(millis = 10)
        Duration sweepEvery,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 100)
        Duration resendAfter,

        @DefaultValue("1h") @NotNull @DurationMin(seconds = 1)
        Duration forksUnsettledFor) {}
