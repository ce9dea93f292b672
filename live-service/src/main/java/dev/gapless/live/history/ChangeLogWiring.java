package dev.gapless.live.history;

import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.tracing.RecordTracer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** The log of changes, in memory and in Kafka. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChangeLogProperties.class)
class ChangeLogWiring {

    private static final int SNAPSHOT_ITEMS = 10_000;
    private static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(5);

    @Bean
    ChangeHistory changeHistory(ChangeLogProperties properties) {
        return new ChangeHistory(properties.perChannel(), properties.memory().toBytes());
    }

    @Bean
    ChangeConsumers changeConsumers(KafkaProperties kafka, PlatformProperties platform) {
        return new ChangeConsumers(kafka, platform.instance(), platform.topics().partitions());
    }

    @Bean
    ChangeTopicReader changeTopicReader(
            ChangeConsumers consumers,
            ChangeHistory history,
            RequiredTopics topics,
            LoopHealth health,
            ChangeLogProperties properties,
            RecordTracer tracer) {
        return new ChangeTopicReader(consumers, history, topics, health, properties.readAtStart(), tracer);
    }

    @Bean
    OlderChangeReader olderChangeReader(ChangeConsumers consumers, ChangeLogProperties properties) {
        return new OlderChangeReader(
                consumers, properties.resumeRecords(), properties.resumeMemory().toBytes(), properties.resumesAtOnce());
    }

    @Bean
    ChannelOpener channelOpener(
            ChangeHistory history,
            OlderChangeReader older,
            RestClient checkpointClient,
            ChangeLogProperties properties,
            MeterRegistry meters) {
        ItemSnapshots snapshots = new LedgerSnapshots(
                checkpointClient,
                SNAPSHOT_ITEMS,
                properties.resumeMemory().toBytes(),
                properties.resumesAtOnce(),
                SNAPSHOT_PATIENCE);
        return new ChannelOpener(history, older, snapshots, meters);
    }
}
