package dev.gapless.checkpoint.records.deadletters;

import dev.gapless.checkpoint.jdbc.AppliedOffsets;
import dev.gapless.common.kafka.ConsumerSettings;
import dev.gapless.common.kafka.KafkaTopicIds;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.operation.OperationLedger;
import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.common.operation.OperationWorker;
import dev.gapless.common.platform.OperationsProperties;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.RequiredTopics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeadLetterProperties.class)
class DeadLetterWiring {

    @Bean
    DeadLetterStore letters(JdbcTemplate jdbc) {
        return new DeadLetterStore(jdbc);
    }

    @Bean
    RedriveService redriver(
            DeadLetterStore letters,
            Producer<byte[], byte[]> producer,
            TransactionOperations transaction,
            MeterRegistry meters) {
        return new RedriveService(letters, new RedrivePublisher(letters, producer), transaction, meters);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    OperationWorker redriveWorker(
            OperationLedger operations,
            DeadLetterStore letters,
            RedriveService redriver,
            OperationPublisher publisher,
            PlatformProperties platform,
            OperationsProperties properties) {
        return new OperationWorker(
                operations,
                new RedriveJob(letters, redriver, publisher),
                "checkpoint-" + platform.instance(),
                properties.pollEvery(),
                properties.lease());
    }

    /** Closed after the loop that uses it. */
    @Bean(destroyMethod = "close")
    DeadLetterConsumer letterIntake(
            KafkaProperties kafka,
            PlatformProperties platform,
            DeadLetterStore letters,
            JdbcTemplate jdbc,
            DeadLetterProperties properties) {
        Map<String, Object> config = consumerSettings(kafka, platform, properties);
        return new DeadLetterConsumer(
                () -> ConsumerSettings.open(config),
                () -> topicId(kafka.buildAdminProperties()),
                letters,
                new AppliedOffsets(jdbc));
    }

    /** Only what was committed: a processor's letter counts when its offsets do. */
    private static Map<String, Object> consumerSettings(
            KafkaProperties kafka, PlatformProperties platform, DeadLetterProperties properties) {
        Map<String, Object> config = ConsumerSettings.ofGroup(
                kafka.buildConsumerProperties(),
                "gapless-dead-letters",
                "checkpoint-dead-letters-" + platform.instance());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, properties.maxPollRecords());
        return config;
    }

    @Bean
    RepeatingTask letterTicker(
            DeadLetterConsumer intake, RequiredTopics topics, MeterRegistry meters, DeadLetterProperties properties) {
        return RepeatingTask.afterPause(
                "dead-letters", properties.pollEvery(), topics.whenReady(intake::round), meters);
    }

    @Bean
    RepeatingTask letterCount(DeadLetterStore letters, MeterRegistry meters, DeadLetterProperties properties) {
        return RepeatingTask.afterPause(
                "dead-letter-count", properties.countEvery(), new DeadLetterGauges(letters, meters)::refresh, meters);
    }

    private static UUID topicId(Map<String, Object> config) {
        try {
            return Objects.requireNonNull(
                    KafkaTopicIds.read(config, List.of(TopicNames.DEAD_LETTERS)).get(TopicNames.DEAD_LETTERS));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
