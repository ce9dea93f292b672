package dev.gapless.scheduler.progress;

import dev.gapless.common.message.Topics;
import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.scheduler.instants.Backoff;
import dev.gapless.scheduler.instants.DatabaseClock;
import dev.gapless.scheduler.planning.PlanQueue;
import dev.gapless.scheduler.sources.Sources;
import dev.gapless.scheduler.ticking.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.transaction.support.TransactionOperations;

/** How progress is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProgressProperties.class)
class ProgressWiring {

    private static final Duration KEEP = Duration.ofSeconds(1);
    private static final long SHUTDOWN_MILLIS = 4_000;

    @Bean
    ProgressLedger progressLedger(JdbcClient jdbc, PlanQueue plans, TransactionOperations transactions) {
        return new ProgressLedger(jdbc, plans, transactions);
    }

    @Bean
    Progress progress(
            ProgressLedger ledger,
            Sources sources,
            ProgressProperties properties,
            Backoff backoff,
            DatabaseClock clock,
            MeterRegistry meters) {
        return new Progress(ledger, sources, new Judge(properties, backoff), clock, meters);
    }

    @Bean
    KafkaMessageListenerContainer<String, byte[]> progressContainer(
            ConsumerFactory<String, byte[]> consumers,
            Progress progress,
            KafkaOperations<String, byte[]> kafka,
            MeterRegistry meters) {
        ContainerProperties properties = new ContainerProperties(Topics.MINING_PROGRESS);
        ProgressLetters letters = new ProgressLetters(kafka, meters);
        properties.setMessageListener(new ProgressListener(progress, letters));
        properties.setShutdownTimeout(SHUTDOWN_MILLIS);
        KafkaMessageListenerContainer<String, byte[]> container =
                new KafkaMessageListenerContainer<>(consumers, properties);
        container.setCommonErrorHandler(ProgressFailures.handler(letters));
        container.setAutoStartup(false);
        return container;
    }

    @Bean
    Ticker progressTicker(
            KafkaMessageListenerContainer<String, byte[]> progressContainer,
            RequiredTopics topics,
            LoopHealth health,
            MeterRegistry meters) {
        ProgressKeeper keeper = new ProgressKeeper(progressContainer, topics, health);
        return new Ticker("progress", KEEP, keeper::round, meters);
    }
}
