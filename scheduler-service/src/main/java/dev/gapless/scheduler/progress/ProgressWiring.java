package dev.gapless.scheduler.progress;

import dev.gapless.common.message.Topics;
import dev.gapless.scheduler.instants.Backoff;
import dev.gapless.scheduler.instants.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.backoff.FixedBackOff;

/** How progress is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProgressProperties.class)
class ProgressWiring {

    private static final long PAUSE_MILLIS = 1_000;
    private static final long SHUTDOWN_MILLIS = 4_000;

    @Bean
    Progress progress(
            JdbcClient jdbc,
            TransactionOperations transactions,
            ProgressProperties properties,
            Backoff backoff,
            DatabaseClock clock,
            MeterRegistry meters) {
        return new Progress(
                new ProgressLedger(jdbc),
                new GoneLedger(jdbc, transactions),
                new Judge(properties, backoff),
                clock,
                meters);
    }

    /** What fails is tried again until it succeeds: the database is away, and no word may be skipped. */
    @Bean
    KafkaMessageListenerContainer<String, byte[]> progressContainer(
            ConsumerFactory<String, byte[]> consumers,
            Progress progress,
            KafkaOperations<String, byte[]> kafka,
            MeterRegistry meters) {
        ContainerProperties properties = new ContainerProperties(Topics.MINING_PROGRESS);
        properties.setMessageListener(new ProgressListener(progress, kafka, meters));
        properties.setShutdownTimeout(SHUTDOWN_MILLIS);
        KafkaMessageListenerContainer<String, byte[]> container =
                new KafkaMessageListenerContainer<>(consumers, properties);
        DefaultErrorHandler retry =
                new DefaultErrorHandler(new FixedBackOff(PAUSE_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS));
        // none of our bugs is a reason to lose a word, either
        retry.setClassifications(Map.of(), true);
        container.setCommonErrorHandler(retry);
        return container;
    }
}
