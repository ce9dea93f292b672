package dev.gapless.miner.ratelimit;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Pacing.
 *
 * @param redisRetry how long Redis is not called after a failure
 */
@Validated
@ConfigurationProperties("gapless.miner.rate-limit")
record RateLimitProperties(
        @DefaultValue("1s") @DurationMin(millis = 1) Duration redisRetry) {}
