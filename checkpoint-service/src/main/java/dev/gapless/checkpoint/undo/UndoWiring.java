package dev.gapless.checkpoint.undo;

import dev.gapless.checkpoint.coverage.CoverageRetractions;
import dev.gapless.checkpoint.scheduling.PeriodicTask;
import dev.gapless.checkpoint.streams.ForkLock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UndoProperties.class)
class UndoWiring {

    @Bean
    InferredDeleteStore buriedItems(JdbcClient jdbc, UndoProperties properties) {
        return new InferredDeleteStore(jdbc, properties.keep());
    }

    @Bean
    UndoService undo(
            InferredDeleteStore buried,
            Producer<byte[], byte[]> producer,
            MeterRegistry meters,
            JdbcClient jdbc,
            CoverageRetractions cuts,
            ForkLock gate,
            TransactionOperations transaction,
            Clock clock) {
        return new UndoService(
                buried,
                new KafkaRestorePublisher(producer, meters),
                new EvidenceRetraction(jdbc, cuts, gate, transaction, clock),
                clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    PeriodicTask buriedItemsSweep(InferredDeleteStore buried, MeterRegistry meters, UndoProperties properties) {
        return new PeriodicTask("buried-items", properties.sweepEvery(), buried::drop, meters);
    }
}
