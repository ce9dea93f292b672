package dev.gapless.common.platform;

import dev.gapless.common.message.Topics;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/** Makes the topics that are absent, and adds the partitions that are, when a service starts; whichever is first. */
@AutoConfiguration(after = PlatformAutoConfiguration.class)
public class TopicsAutoConfiguration {

    /** What was captured fits with the headers that it gets on its way. */
    private static final String WITH_HEADERS = "2097152";

    /**
     * {@code captured-live} and {@code captured-backfill} must have as many partitions as each other: one consumer owns
     * both.
     */
    @Bean
    KafkaAdmin.NewTopics gaplessTopics(PlatformProperties properties) {
        return new KafkaAdmin.NewTopics(
                topic(properties, Topics.MINING_TASKS, Map.of()),
                topic(properties, Topics.MINING_PROGRESS, Map.of()),
                topic(
                        properties,
                        Topics.CAPTURE_ASSIGNMENTS,
                        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)),
                topic(properties, Topics.CAPTURED_LIVE, Map.of()),
                topic(properties, Topics.CAPTURED_BACKFILL, Map.of()),
                topic(properties, Topics.COVERAGE, Map.of()),
                topic(properties, Topics.CHANGES, Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, WITH_HEADERS)),
                topic(
                        properties,
                        Topics.DEAD_LETTERS,
                        Map.of(
                                TopicConfig.RETENTION_MS_CONFIG,
                                "-1",
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                WITH_HEADERS)));
    }

    private static NewTopic topic(PlatformProperties properties, String name, Map<String, String> configs) {
        return TopicBuilder.name(name)
                .partitions(properties.topics().partitions())
                .replicas(properties.topics().replication())
                .configs(configs)
                .build();
    }
}
