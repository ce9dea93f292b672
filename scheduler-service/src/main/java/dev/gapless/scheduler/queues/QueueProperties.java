package dev.gapless.scheduler.queues;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How queues are sampled, under {@code gapless.scheduler.queues}.
 *
 * @param interval time between two samples
 * @param period how long a sample counts for the speed
 */
@Validated
@ConfigurationProperties("gapless.scheduler.queues")
record QueueProperties(
        @DefaultValue("15s") @NotNull @DurationMin(millis = 100)
        Duration interval,

        @DefaultValue("10m") @NotNull @DurationMin(seconds = 1)
        Duration period) {}
