package dev.gapless.checkpoint;

import dev.gapless.common.kafka.ProducerSettings;
import dev.gapless.common.platform.DeferredProducer;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the features share. */
@Configuration(proxyBeanMethods = false)
class CheckpointWiring {

    /** A send ends, well or badly, within five seconds: a request that waits for it looks again then. */
    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> checkpointProducer(
            KafkaProperties kafka, RequiredTopics topics, PlatformProperties platform) {
        Map<String, Object> config =
                ProducerSettings.durable(kafka.buildProducerProperties(), "checkpoint-" + platform.instance());
        ProducerSettings.limit(config, Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(3));
        return new DeferredProducer(topics, config);
    }
}
