package dev.gapless.miner.ratelimit;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RateLimitProperties.class)
class RateLimitWiring {

    /** A call must not wait in a queue for Redis to come back: there is another way to keep the limit. */
    @Bean
    LettuceClientOptionsBuilderCustomizer failAtOnce() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
    }

    @Bean
    RateLimiter pacing(
            StringRedisTemplate redis,
            @Qualifier("schedulerClient") RestClient scheduler,
            RateLimitProperties properties,
            Clock clock) {
        return new FallbackRateLimiter(
                new RedisRateLimiter(redis, clock),
                new SchedulerLimiter(scheduler, clock),
                new LocalRateLimiter(clock),
                properties.redisRetry(),
                clock,
                System::nanoTime);
    }

    @Bean
    RetryBudget retryBudget(MeterRegistry meters) {
        return new RetryBudget(meters);
    }

    @Bean
    CredentialQuotas credentialQuotas() {
        return new CredentialQuotas(System::nanoTime);
    }

    @Bean
    QuotaRunway quotaRunway(MeterRegistry meters) {
        return new QuotaRunway(System::nanoTime, meters);
    }

    @Bean
    UpstreamBreakers upstreamBreakers(Clock clock, MeterRegistry meters) {
        return new UpstreamBreakers(clock, System::nanoTime, meters);
    }
}
