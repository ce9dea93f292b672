package dev.gapless.scheduler.progress;

import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.scheduler.costs.MiningCostMeter;
import dev.gapless.scheduler.planning.PlanQueue;
import dev.gapless.scheduler.recovery.SliceOutcomeCounter;
import dev.gapless.scheduler.schedules.PollSchedules;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
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
@EnableConfigurationProperties(MiningProgressProperties.class)
class MiningProgressWiring {

    private static final Duration KEEP = Duration.ofSeconds(1);
    private static final long SHUTDOWN_MILLIS = 4_000;

    @Bean
    ProgressLedger progressLedger(JdbcClient jdbc, PlanQueue plans, TransactionOperations transactions) {
        return new ProgressLedger(jdbc, plans, transactions);
    }

    @Bean
    ProgressApplier progress(
            ProgressLedger ledger,
            SourceCatalog sources,
            PollSchedules schedules,
            MiningProgressProperties properties,
            RetryBackoff backoff,
            DatabaseClock clock,
            SliceOutcomeCounter outcomes,
            MiningCostMeter costs,
            MeterRegistry meters) {
        return new ProgressApplier(
                ledger, sources, schedules, new GapTransitions(properties, backoff), clock, outcomes, costs, meters);
    }

    @Bean
    KafkaMessageListenerContainer<String, byte[]> progressContainer(
            ConsumerFactory<String, byte[]> consumers,
            ProgressApplier progress,
            KafkaOperations<String, byte[]> kafka,
            MeterRegistry meters) {
        ContainerProperties properties = new ContainerProperties(TopicNames.MINING_PROGRESS);
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
    RepeatingTask progressTicker(
            KafkaMessageListenerContainer<String, byte[]> progressContainer,
            RequiredTopics topics,
            LoopHealth health,
            MeterRegistry meters) {
        ProgressKeeper keeper = new ProgressKeeper(progressContainer, topics, health);
        return new RepeatingTask("progress", KEEP, keeper::round, meters);
    }
}
