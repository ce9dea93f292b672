package dev.gapless.scheduler.time;

import dev.gapless.common.retry.RetryBackoff;
import java.security.SecureRandom;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The one place where chance comes in, and the one where time does. */
@Configuration(proxyBeanMethods = false)
class InstantsWiring {

    @Bean
    RetryBackoff backoff() {
        return RetryBackoff.fullJitter(Duration.ofSeconds(1), Duration.ofMinutes(5), new SecureRandom());
    }

    @Bean
    @ConditionalOnMissingBean
    DatabaseClock databaseClock(JdbcClient jdbc) {
        return new PostgresClock(jdbc);
    }
}
