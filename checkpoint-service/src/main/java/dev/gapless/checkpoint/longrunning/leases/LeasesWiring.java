package dev.gapless.checkpoint.longrunning.leases;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class LeasesWiring {

    @Bean
    LeaseStore leases(JdbcClient jdbc) {
        return new LeaseStore(jdbc);
    }
}
