package dev.gapless.checkpoint.coverage.floors;

import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FloorProperties.class)
class FloorsWiring {

    @Bean(destroyMethod = "close")
    CapturedLog capturedLog(KafkaProperties kafka) {
        return new CapturedLog(kafka.buildAdminProperties());
    }

    @Bean
    IntakeFloors intakeFloors(JdbcTemplate jdbc, TransactionOperations transaction) {
        return new IntakeFloors(new BatchStatements(jdbc), transaction);
    }

    @Bean
    LedgerContinuity ledgerContinuity(JdbcTemplate jdbc, CapturedLog log) {
        return new LedgerContinuity(jdbc, log);
    }

    @Bean
    RepeatingTask floorWatch(
            CapturedLog log, IntakeFloors floors, Clock clock, MeterRegistry meters, FloorProperties properties) {
        FloorWatch watch = new FloorWatch(log, floors, clock, properties.keepRecords());
        return RepeatingTask.afterPause("floor-watch", properties.watchInterval(), watch::look, meters);
    }
}
