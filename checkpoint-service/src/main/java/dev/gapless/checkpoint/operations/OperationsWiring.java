package dev.gapless.checkpoint.operations;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class OperationsWiring {

    @Bean
    OperationStore operations(JdbcClient jdbc) {
        return new OperationStore(jdbc);
    }
}
