package dev.gapless.capture.assignments;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an operator may set for the sharing of accounts, under {@code gapless.capture.assignments}.
 *
 * @param session a process that Kafka has not heard from for this long loses its accounts to the others
 * @param handOver how long captures may take to close their windows before others begin with their accounts
 */
@Validated
@ConfigurationProperties("gapless.capture.assignments")
record AssignmentsProperties(
        @DefaultValue("10s") @NotNull @DurationMin(seconds = 6)
        Duration session,

        @DefaultValue("3s") @NotNull @DurationMin(millis = 100) @DurationMax(seconds = 4)
        Duration handOver) {}
