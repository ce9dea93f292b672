package dev.gapless.checkpoint.longrunning.operations;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often a failing operation is tried again, under {@code gapless.operations.retry}.
 *
 * @param attempts failures and lost leases in a row, without a finished unit, after which the operation fails
 * @param after pause after a failure
 */
@Validated
@ConfigurationProperties("gapless.operations.retry")
record OperationRetryProperties(
        @DefaultValue("5") @Min(1) int attempts,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 10)
        Duration after) {}
