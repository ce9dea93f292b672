package dev.gapless.scheduler.drains;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Drains, under {@code gapless.scheduler.drain}.
 *
 * @param interval time between two checks for the end of a drain
 * @param others tasks of all other work that miners may have for each task of the drain's present class, from 0 to 1
 * @param emptyFor a drain ends when no work of its classes has waited for this time
 * @param maxTime longest time of a drain, unless the call names another
 */
@Validated
@ConfigurationProperties("gapless.scheduler.drain")
record DrainProperties(
        @DefaultValue("1s") @NotNull @DurationMin(millis = 50)
        Duration interval,

        @DefaultValue("0.1") @DecimalMin("0") @DecimalMax("1")
        double others,

        @DefaultValue("10s") @NotNull Duration emptyFor,

        @DefaultValue("1h") @NotNull @DurationMin(seconds = 1)
        Duration maxTime) {}
