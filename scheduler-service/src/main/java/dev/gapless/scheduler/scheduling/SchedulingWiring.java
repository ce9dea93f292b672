package dev.gapless.scheduler.scheduling;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** What all loops of the scheduler share. */
@Configuration(proxyBeanMethods = false)
class SchedulingWiring {

    @Bean
    ClusterLock turns(JdbcClient jdbc, TransactionOperations transactions) {
        return new ClusterLock(jdbc, transactions);
    }
}
