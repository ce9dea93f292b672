package dev.gapless.scheduler.rollouts;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How flags are put together. */
@Configuration(proxyBeanMethods = false)
class RolloutsWiring {

    @Bean
    RolloutAccounts rolloutAccounts(JdbcClient jdbc) {
        return new RolloutAccounts(jdbc);
    }
}
