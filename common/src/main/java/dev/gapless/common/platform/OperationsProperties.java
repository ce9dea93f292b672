package dev.gapless.common.platform;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How replicas run long-running operations, under {@code gapless.operations}.
 *
 * @param pollEvery pause between two requests for work
 * @param lease time after which another replica takes over when the owner dies
 */
@Validated
@ConfigurationProperties("gapless.operations")
public record OperationsProperties(
        @DefaultValue("1s") @NotNull @DurationMin(millis = 10)
        Duration pollEvery,

        @DefaultValue("30s") @NotNull @DurationMin(millis = 100)
        Duration lease) {}
