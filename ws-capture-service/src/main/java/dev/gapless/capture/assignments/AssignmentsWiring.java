package dev.gapless.capture.assignments;

import dev.gapless.capture.account.AccountCaptureFactory;
import dev.gapless.capture.account.CaptureShare;
import dev.gapless.common.kafka.ConsumerSettings;
import dev.gapless.common.platform.DeferredProducer;
import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AssignmentsProperties.class)
class AssignmentsWiring {

    private static final String GROUP = "gapless-capture";
    private static final int HEARTBEATS_A_SESSION = 3;

    /** Opened only where there are strays. */
    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> strayProducer(
            KafkaProperties kafka, KafkaConnectionDetails servers, RequiredTopics topics, PlatformProperties platform) {
        Map<String, Object> config = kafka.buildProducerProperties();
        config.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getProducer().getBootstrapServers());
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "ws-capture-strays-" + platform.instance());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        return new DeferredProducer(topics, config);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    AssignmentLoop assignmentLoop(
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            RequiredTopics topics,
            LoopHealth health,
            Producer<byte[], byte[]> strayProducer,
            PlatformProperties platform,
            AssignmentsProperties properties,
            CaptureShare share,
            AccountCaptureFactory captures) {
        Map<String, Object> config =
                ConsumerSettings.ofGroup(kafka.buildConsumerProperties(), GROUP, "ws-capture-" + platform.instance());
        config.put(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getConsumer().getBootstrapServers());
        int session = (int) properties.session().toMillis();
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / HEARTBEATS_A_SESSION);
        // moves only what must move: the other connections stay as they are
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new AssignmentLoop(
                () -> {
                    topics.await();
                    return ConsumerSettings.open(config);
                },
                new AccountAssignments(captures, properties.handOver()),
                new StrayAssignments(strayProducer),
                platform.topics().partitions(),
                share,
                health);
    }
}
