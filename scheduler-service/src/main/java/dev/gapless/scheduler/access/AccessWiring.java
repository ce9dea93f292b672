package dev.gapless.scheduler.access;

import dev.gapless.scheduler.time.DatabaseClock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How tokens are put together. */
@Configuration(proxyBeanMethods = false)
class AccessWiring {

    @Bean
    ApiTokenStore apiTokenStore(JdbcClient jdbc, DatabaseClock clock) {
        return new ApiTokenStore(jdbc, clock);
    }
}
