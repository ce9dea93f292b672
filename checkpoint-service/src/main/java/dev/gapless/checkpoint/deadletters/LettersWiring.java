package dev.gapless.checkpoint.deadletters;

import dev.gapless.checkpoint.ticking.Ticker;
import dev.gapless.common.message.Topics;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LettersProperties.class)
class LettersWiring {

    private static final long WAIT_SECONDS = 10;

    @Bean
    Letters letters(JdbcTemplate jdbc) {
        return new Letters(jdbc);
    }

    @Bean
    Redriver redriver(
            Letters letters,
            Producer<byte[], byte[]> producer,
            TransactionOperations transaction,
            MeterRegistry meters) {
        return new Redriver(letters, new Postman(letters, producer), transaction, meters);
    }

    /** Closed after the loop that uses it. */
    @Bean(destroyMethod = "close")
    LetterIntake letterIntake(
            KafkaProperties kafka, PlatformProperties platform, Letters letters, LettersProperties properties) {
        Map<String, Object> config = consumerSettings(kafka, platform, properties);
        return new LetterIntake(
                () -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                () -> topicId(kafka.buildAdminProperties()),
                letters);
    }

    /** Only what was committed: a processor's letter counts when its offsets do. */
    private static Map<String, Object> consumerSettings(
            KafkaProperties kafka, PlatformProperties platform, LettersProperties properties) {
        Map<String, Object> config = kafka.buildConsumerProperties();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, "gapless-dead-letters");
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, "checkpoint-dead-letters-" + platform.instance());
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, properties.maxPollRecords());
        return config;
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker letterTicker(
            LetterIntake intake, RequiredTopics topics, MeterRegistry meters, LettersProperties properties) {
        return new Ticker("dead-letters", properties.pollEvery(), topics.whenReady(intake::round), meters);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker letterCount(Letters letters, MeterRegistry meters, LettersProperties properties) {
        return new Ticker(
                "dead-letter-count", properties.countEvery(), new LetterGauges(letters, meters)::refresh, meters);
    }

    private static UUID topicId(Map<String, Object> config) {
        try (Admin admin = Admin.create(config)) {
            Uuid id = admin.describeTopics(List.of(Topics.DEAD_LETTERS))
                    .allTopicNames()
                    .get(WAIT_SECONDS, TimeUnit.SECONDS)
                    .values()
                    .iterator()
                    .next()
                    .topicId();
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("the topic of dead letters cannot be described", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
