package dev.gapless.scheduler.interest;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Streams that clients hear, under {@code gapless.scheduler.interest}.
 *
 * @param lease how long a stream counts as watched after the last report of a replica of the live service
 * @param period longest time between two polls of a watched stream
 */
@Validated
@ConfigurationProperties("gapless.scheduler.interest")
record InterestProperties(
        @DefaultValue("30s") @NotNull @DurationMin(seconds = 1)
        Duration lease,

        @DefaultValue("10s") @NotNull @DurationMin(seconds = 1)
        Duration period) {}
