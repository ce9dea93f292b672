package dev.gapless.checkpoint.operations;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class OperationsWiring {

    @Bean
    Operations operations(JdbcClient jdbc) {
        return new Operations(jdbc);
    }

    @Bean
    Once once(Operations operations, JdbcClient jdbc, TransactionOperations transaction) {
        return new PostgresOnce(operations, jdbc, transaction);
    }
}
