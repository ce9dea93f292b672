package dev.gapless.scheduler.stops;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.transaction.support.TransactionOperations;

/** How stops are put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StopsProperties.class)
class StopsWiring {

    @Bean
    StopLedger stopLedger(JdbcClient jdbc) {
        return new StopLedger(jdbc);
    }

    @Bean
    StopExtent stopExtent(JdbcClient jdbc, StopLedger stops, DatabaseClock clock) {
        return new StopExtent(jdbc, stops, clock);
    }

    @Bean
    ReceiptLedger receiptLedger(JdbcClient jdbc) {
        return new ReceiptLedger(jdbc);
    }

    @Bean
    RepeatingTask stopTicker(
            StopLedger stops,
            ReceiptLedger receipts,
            KafkaOperations<String, byte[]> kafka,
            ClusterLock turns,
            DatabaseClock clock,
            RequiredTopics topics,
            StopsProperties properties,
            MeterRegistry meters) {
        StopPublisher publisher = new StopPublisher(stops, receipts, kafka, turns, clock, properties);
        return new RepeatingTask("stops", properties.interval(), topics.whenReady(publisher::publish), meters);
    }

    @Bean
    StopService stopService(
            StopLedger stops,
            ReceiptLedger receipts,
            TransactionOperations transactions,
            StopsProperties properties,
            DatabaseClock clock,
            @Qualifier("stopTicker") RepeatingTask ticker) {
        return new StopService(stops, receipts, transactions, properties, clock, ticker::wake);
    }
}
