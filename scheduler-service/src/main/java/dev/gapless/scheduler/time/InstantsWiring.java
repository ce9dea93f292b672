package dev.gapless.scheduler.time;

import java.security.SecureRandom;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The one place where chance comes in, and the one where time does. */
@Configuration(proxyBeanMethods = false)
class InstantsWiring {

    @Bean
    FailureBackoff backoff() {
        return new FailureBackoff(new SecureRandom());
    }

    @Bean
    @ConditionalOnMissingBean
    DatabaseClock databaseClock(JdbcClient jdbc) {
        return new PostgresClock(jdbc);
    }
}
