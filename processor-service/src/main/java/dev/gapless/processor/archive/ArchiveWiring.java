package dev.gapless.processor.archive;

import dev.gapless.common.kafka.ConsumerSettings;
import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import dev.gapless.processor.capturedlog.CapturedTopics;
import dev.gapless.processor.capturedlog.RawLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import org.apache.kafka.clients.consumer.Consumer;
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
    ConfiguredStore archiveStore(ArchiveProperties properties) {
        return ConfiguredStore.open(properties);
    }

    @Bean
    RawLog rawLog(KafkaProperties kafka, ConfiguredStore archiveStore) {
        CapturedTopics topics = new CapturedTopics(kafka);
        return archiveStore
                .store()
                .<RawLog>map(store -> new ArchiveAndTopicLog(new ArchivedRecords(store), topics))
                .orElse(topics);
    }

    @Bean
    @ConditionalOnBooleanProperty("gapless.processor.archive.enabled")
    ArchiveLoop archiveLoop(
            KafkaProperties kafka,
            RequiredTopics topics,
            LoopHealth health,
            PlatformProperties platform,
            ArchiveProperties properties,
            ConfiguredStore archiveStore,
            Clock clock,
            MeterRegistry registry,
            RetryBackoff backoff,
            RetrySleeper waiter) {
        ArchiveMeters meters = new ArchiveMeters(registry);
        ArchiveStore store = archiveStore.store().orElseThrow();
        return new ArchiveLoop(
                () -> {
                    topics.await();
                    return archiver(kafka, platform, properties, store, clock, meters);
                },
                health,
                meters,
                backoff,
                waiter);
    }

    private static SegmentArchiver archiver(
            KafkaProperties kafka,
            PlatformProperties platform,
            ArchiveProperties properties,
            ArchiveStore store,
            Clock clock,
            ArchiveMeters meters) {
        try {
            return new SegmentArchiver(
                    consumer(kafka, platform.instance()),
                    store,
                    new CapturedTopics(kafka)::ids,
                    clock,
                    properties.segmentSize().toBytes(),
                    properties.rollEvery(),
                    Files.createTempDirectory("gapless-archive-"),
                    meters);
        } catch (IOException e) {
            throw new UncheckedIOException("no place for segments to be gathered in", e);
        }
    }

    private static Consumer<byte[], byte[]> consumer(KafkaProperties kafka, String instance) {
        return ConsumerSettings.open(
                ConsumerSettings.ofGroup(kafka.buildConsumerProperties(), "gapless-archive", "archive-" + instance));
    }
}
