package dev.gapless.checkpoint.records.storage;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Under {@code gapless.checkpoint.storage}.
 *
 * @param refreshEvery how old the metrics of storage may be
 */
@Validated
@ConfigurationProperties("gapless.checkpoint.storage")
record StorageProperties(
        @DefaultValue("5m") @NotNull @DurationMin(seconds = 1)
        Duration refreshEvery) {}
