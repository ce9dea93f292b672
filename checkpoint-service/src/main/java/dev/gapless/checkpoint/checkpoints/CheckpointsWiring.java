package dev.gapless.checkpoint.checkpoints;

import dev.gapless.checkpoint.leases.LeaseStore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CheckpointsProperties.class)
class CheckpointsWiring {

    @Bean
    FirstHorizon firstHorizon(JdbcClient jdbc, CheckpointsProperties properties) {
        return new FirstHorizon(jdbc, properties.firstRun());
    }

    @Bean
    CheckpointStore checkpoints(
            JdbcClient jdbc,
            LeaseStore leases,
            TransactionOperations transaction,
            FirstHorizon horizon,
            CheckpointsProperties properties) {
        return new CheckpointStore(jdbc, leases, transaction, horizon, properties);
    }
}
