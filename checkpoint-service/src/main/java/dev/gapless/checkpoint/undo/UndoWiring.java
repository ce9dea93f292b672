package dev.gapless.checkpoint.undo;

import dev.gapless.checkpoint.coverage.CoverageCuts;
import dev.gapless.checkpoint.streams.ForkGate;
import dev.gapless.checkpoint.ticking.Ticker;
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
    BuriedItems buriedItems(JdbcClient jdbc, UndoProperties properties) {
        return new BuriedItems(jdbc, properties.keep());
    }

    @Bean
    Undo undo(
            BuriedItems buried,
            Producer<byte[], byte[]> producer,
            MeterRegistry meters,
            JdbcClient jdbc,
            CoverageCuts cuts,
            ForkGate gate,
            TransactionOperations transaction,
            Clock clock) {
        return new Undo(
                buried,
                new KafkaRestorations(producer, meters),
                new ProofsTakenBack(jdbc, cuts, gate, transaction, clock),
                clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker buriedItemsSweep(BuriedItems buried, MeterRegistry meters, UndoProperties properties) {
        return new Ticker("buried-items", properties.sweepEvery(), buried::drop, meters);
    }
}
