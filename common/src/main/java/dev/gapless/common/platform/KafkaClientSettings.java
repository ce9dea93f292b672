package dev.gapless.common.platform;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/**
 * Puts what the promise needs of every Kafka client into {@code spring.kafka}, from which all clients are made:
 *
 * <ul>
 *   <li>No client makes topics.
 *   <li>Each client sees a changed topic within seconds.
 *   <li>Each producer takes records up to the one limit, and finds a key's partition by the configured number.
 * </ul>
 *
 * <p>A consumer needs no limit: Kafka hands out the first batch of a partition whatever its size.
 */
final class KafkaClientSettings implements BeanPostProcessor {

    private static final String METADATA_AGE_MILLIS = "10000";

    private final ObjectProvider<PlatformProperties> platform;

    KafkaClientSettings(ObjectProvider<PlatformProperties> platform) {
        this.platform = platform;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof KafkaProperties kafka) {
            apply(kafka, platform.getObject().topics());
        }
        return bean;
    }

    /** @throws IllegalStateException when an SSL bundle is named, which clients made of these settings do not see */
    static void apply(KafkaProperties kafka, PlatformProperties.Topics topics) {
        refuseBundle("spring.kafka", kafka.getSsl());
        refuseBundle("spring.kafka.producer", kafka.getProducer().getSsl());
        refuseBundle("spring.kafka.consumer", kafka.getConsumer().getSsl());
        refuseBundle("spring.kafka.admin", kafka.getAdmin().getSsl());
        kafka.getProperties().putIfAbsent(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MILLIS);
        kafka.getConsumer().getProperties().put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        kafka.getProducer()
                .getProperties()
                .putAll(Map.of(
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(topics.maxRecordWithHeaders()),
                        ProducerConfig.PARTITIONER_CLASS_CONFIG, KeyPartitioner.class.getName(),
                        KeyPartitioner.PARTITIONS, Integer.toString(topics.partitions())));
    }

    private static void refuseBundle(String where, KafkaProperties.Ssl ssl) {
        if (ssl.getBundle() != null) {
            throw new IllegalStateException(
                    "%s.ssl.bundle: %s (expected: PEM files named in spring.kafka.ssl.trust-store-location and spring.kafka.ssl.key-store-location)"
                            .formatted(where, ssl.getBundle()));
        }
    }
}
