package dev.gapless.scheduler.auditlog;

import dev.gapless.scheduler.time.DatabaseClock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How the audit log is put together. */
@Configuration(proxyBeanMethods = false)
class AuditLogWiring {

    @Bean
    AuditLogStore auditLogStore(JdbcClient jdbc, TransactionOperations transactions, DatabaseClock clock) {
        return new AuditLogStore(jdbc, transactions, clock);
    }
}
