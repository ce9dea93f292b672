package dev.gapless.capture.assignments;

import dev.gapless.capture.conversation.Captures;
import dev.gapless.common.platform.PlatformProperties;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class AssignmentsWiring {

    @Bean(initMethod = "start", destroyMethod = "close")
    AssignmentLoop assignmentLoop(KafkaProperties kafka, PlatformProperties platform, Captures captures) {
        Map<String, Object> config = kafka.buildConsumerProperties();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, "gapless-capture");
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, "ws-capture-" + platform.instance());
        config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "ws-capture-" + platform.instance() + "-0");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
        return new AssignmentLoop(
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                new Assigned(captures));
    }
}
