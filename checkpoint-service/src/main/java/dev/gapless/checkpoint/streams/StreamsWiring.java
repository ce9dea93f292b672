package dev.gapless.checkpoint.streams;

import dev.gapless.checkpoint.ticking.Ticker;
import dev.gapless.common.platform.RequiredTopics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamsProperties.class)
class StreamsWiring {

    @Bean
    ForkGate forkGate(JdbcTemplate jdbc) {
        return new ForkGate(jdbc);
    }

    @Bean
    Forks forks(JdbcClient jdbc, ForkGate gate, TransactionOperations transaction) {
        return new Forks(jdbc, gate, transaction);
    }

    @Bean
    StreamStates streamStates(JdbcClient jdbc) {
        return new StreamStates(jdbc);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker orphanSweep(
            JdbcClient jdbc,
            Producer<byte[], byte[]> producer,
            RequiredTopics topics,
            MeterRegistry meters,
            Clock clock,
            StreamsProperties properties) {
        OrphanSweeper sweeper =
                new OrphanSweeper(new Orphans(jdbc), new KafkaBurials(producer, meters), clock, properties);
        return new Ticker("orphan-sweep", properties.sweepEvery(), topics.whenReady(sweeper::sweep), meters);
    }
}
