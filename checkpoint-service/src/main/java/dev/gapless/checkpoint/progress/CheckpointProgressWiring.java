package dev.gapless.checkpoint.progress;

import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.checkpoint.scheduling.PeriodicTask;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CheckpointProgressProperties.class)
class CheckpointProgressWiring {

    @Bean(initMethod = "start", destroyMethod = "close")
    ProgressBuffer progressBuffer(
            JdbcTemplate jdbc,
            TransactionOperations transaction,
            MeterRegistry meters,
            CheckpointProgressProperties properties) {
        return new ProgressBuffer(
                new PostgresProgress(new BatchStatements(jdbc), transaction),
                properties.batch(),
                properties.flushAfter(),
                properties.most(),
                meters);
    }

    @Bean
    CheckpointProgressView progressView(JdbcClient jdbc) {
        return new CheckpointProgressView(jdbc);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    PeriodicTask progressArchiving(
            JdbcClient jdbc,
            TransactionOperations transaction,
            MeterRegistry meters,
            CheckpointProgressProperties properties) {
        ProgressArchive archive = new ProgressArchive(jdbc, transaction, properties.archiveAfter());
        return new PeriodicTask("progress-archive", properties.archiveEvery(), archive::archive, meters);
    }
}
