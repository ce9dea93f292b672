package dev.gapless.scheduler.audits;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Audits, under {@code gapless.scheduler.audit}.
 *
 * @param share share of the requests that the accounts' credentials allow; 0: no audits
 * @param interval time between two rounds, of all schedulers together
 * @param maxPerRound audits that one round hands out
 * @param span how much of a stream one audit reads again
 * @param age positions younger than this, and than the stream's settle time, are not audited
 */
@Validated
@ConfigurationProperties("gapless.scheduler.audit")
record AuditProperties(
        @DefaultValue("0.01") @DecimalMin("0") @DecimalMax("0.1")
        double share,

        @DefaultValue("10s") @DurationMin(millis = 10) Duration interval,
        @DefaultValue("20") @Min(1) @Max(1_000) int maxPerRound,
        @DefaultValue("10m") @DurationMin(seconds = 1) Duration span,
        @DefaultValue("10m") @DurationMin Duration age) {}
