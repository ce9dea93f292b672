package dev.gapless.miner.ratelimit;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Pacing.
 *
 * @param redisRetry after a failure Redis is left alone for this long
 */
@Validated
@ConfigurationProperties("gapless.miner.rate-limit")
record RateLimitProperties(
        @DefaultValue("1s") @DurationMin(millis = 1) Duration redisRetry) {}
