package dev.gapless.processor.archive;

import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import dev.gapless.processor.rawlog.CapturedTopics;
import dev.gapless.processor.rawlog.RawLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The archive, where there is one, and what replays read. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ArchiveProperties.class)
class ArchiveWiring {

    @Bean
    RawLog rawLog(KafkaProperties kafka, ArchiveProperties properties) {
        CapturedTopics topics = new CapturedTopics(kafka);
        return store(properties)
                .<RawLog>map(store -> new WholeLog(new ArchivedRecords(store), topics))
                .orElse(topics);
    }

    @Bean
    @ConditionalOnBooleanProperty("gapless.archive.enabled")
    ArchiveLoop archiveLoop(
            KafkaProperties kafka,
            PlatformProperties platform,
            ArchiveProperties properties,
            Clock clock,
            MeterRegistry registry,
            Backoff backoff,
            Waiter waiter)
            throws IOException {
        ArchiveMeters meters = new ArchiveMeters(registry);
        ArchiveStore store = store(properties).orElseThrow();
        CapturedTopics topics = new CapturedTopics(kafka);
        Path scratch = Files.createTempDirectory("gapless-archive-");
        return new ArchiveLoop(
                () -> new Archiver(
                        consumer(kafka, platform.instance()),
                        store,
                        topics::ids,
                        clock,
                        properties.segmentSize().toBytes(),
                        properties.rollEvery(),
                        scratch,
                        meters),
                meters,
                backoff,
                waiter);
    }

    private static Optional<ArchiveStore> store(ArchiveProperties properties) {
        ArchiveProperties.S3 s3 = properties.s3();
        if (s3 != null) {
            return Optional.of(new S3Store(S3Clients.open(s3), s3.bucket(), s3.prefix()));
        }
        return Optional.ofNullable(properties.directory()).map(DirectoryStore::new);
    }

    private static Consumer<byte[], byte[]> consumer(KafkaProperties kafka, String instance) {
        Map<String, Object> config = kafka.buildConsumerProperties();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, "gapless-archive");
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, "archive-" + instance);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
