package dev.gapless.scheduler.status;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When accounts and the installation count as unwell, under {@code gapless.scheduler.health}.
 *
 * @param disconnectedAfter an account whose live connection is away for longer is unhealthy, before that degraded
 * @param maxAttempts an account of which a read failed more often in a row is degraded
 * @param maxWaitingRecords more captured records before the processors raise a warning
 * @param minRecordsPerMinute fewer captured records in a minute raise a critical alert; 0 for none
 */
@Validated
@ConfigurationProperties("gapless.scheduler.health")
record HealthProperties(
        @DefaultValue("1m") @NotNull @DurationMin(seconds = 1)
        Duration disconnectedAfter,

        @DefaultValue("5") @Min(1) int maxAttempts,
        @DefaultValue("100000") @Min(1) long maxWaitingRecords,
        @DefaultValue("0") @Min(0) long minRecordsPerMinute) {}
