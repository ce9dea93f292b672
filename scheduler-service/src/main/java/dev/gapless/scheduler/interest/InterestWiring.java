package dev.gapless.scheduler.interest;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How watched streams are kept. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InterestProperties.class)
class InterestWiring {

    @Bean
    WatchedStreamLedger watchedStreamLedger(JdbcClient jdbc, InterestProperties properties) {
        return new WatchedStreamLedger(jdbc, properties);
    }
}
