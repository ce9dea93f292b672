package dev.gapless.scheduler.shards;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How schedulers share accounts, under {@code gapless.scheduler.shards}.
 *
 * @param lease a scheduler that has not renewed its lease for this long has lost its accounts to the others
 * @param interval time between two renewals, and between two searches for accounts without an owner
 */
@Validated
@ConfigurationProperties("gapless.scheduler.shards")
record ShardLeaseProperties(
        @DefaultValue("6s") @DurationMin(millis = 100) Duration lease,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration interval) {}
