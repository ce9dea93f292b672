package dev.gapless.scheduler.ticking;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** What all loops of the scheduler share. */
@Configuration(proxyBeanMethods = false)
class TickingWiring {

    @Bean
    Turns turns(JdbcClient jdbc, TransactionOperations transactions, PlatformTransactionManager manager) {
        TransactionTemplate parts = new TransactionTemplate(manager);
        parts.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return new Turns(jdbc, transactions, parts);
    }
}
