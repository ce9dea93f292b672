package dev.gapless.scheduler.ticking;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** What all loops of the scheduler share. */
@Configuration(proxyBeanMethods = false)
class TickingWiring {

    @Bean
    Turns turns(JdbcClient jdbc, TransactionOperations transactions) {
        return new Turns(jdbc, transactions);
    }
}
