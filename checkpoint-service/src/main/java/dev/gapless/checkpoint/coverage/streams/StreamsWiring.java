package dev.gapless.checkpoint.coverage.streams;

import dev.gapless.common.platform.RepeatingTask;
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
    ForkLock forkGate(JdbcTemplate jdbc) {
        return new ForkLock(jdbc);
    }

    @Bean
    ForkRecorder forks(JdbcClient jdbc, ForkLock gate, TransactionOperations transaction) {
        return new ForkRecorder(jdbc, gate, transaction);
    }

    @Bean
    StreamStateStore streamStates(JdbcClient jdbc) {
        return new StreamStateStore(jdbc);
    }

    @Bean
    RepeatingTask orphanSweep(
            JdbcClient jdbc,
            Producer<byte[], byte[]> producer,
            RequiredTopics topics,
            MeterRegistry meters,
            Clock clock,
            StreamsProperties properties) {
        OrphanSweeper sweeper = new OrphanSweeper(
                new OrphanStore(jdbc), new KafkaTombstonePublisher(producer, meters), clock, properties);
        return RepeatingTask.afterPause(
                "orphan-sweep", properties.sweepEvery(), topics.whenReady(sweeper::sweep), meters);
    }
}
