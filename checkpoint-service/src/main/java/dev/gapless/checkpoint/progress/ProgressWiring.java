package dev.gapless.checkpoint.progress;

import dev.gapless.checkpoint.rows.Statements;
import dev.gapless.checkpoint.ticking.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProgressProperties.class)
class ProgressWiring {

    @Bean(initMethod = "start", destroyMethod = "close")
    ProgressBuffer progressBuffer(
            JdbcTemplate jdbc, TransactionOperations transaction, MeterRegistry meters, ProgressProperties properties) {
        return new ProgressBuffer(
                new PostgresProgress(new Statements(jdbc), transaction),
                properties.batch(),
                properties.flushAfter(),
                properties.most(),
                meters);
    }

    @Bean
    ProgressView progressView(JdbcClient jdbc) {
        return new ProgressView(jdbc);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker progressArchiving(
            JdbcClient jdbc, TransactionOperations transaction, MeterRegistry meters, ProgressProperties properties) {
        ProgressArchive archive = new ProgressArchive(jdbc, transaction, properties.archiveAfter());
        return new Ticker("progress-archive", properties.archiveEvery(), archive::archive, meters);
    }
}
