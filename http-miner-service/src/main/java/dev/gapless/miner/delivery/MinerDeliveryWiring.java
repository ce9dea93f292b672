package dev.gapless.miner.delivery;

import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.platform.DeferredProducer;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MinerDeliveryProperties.class)
class MinerDeliveryWiring {

    @Bean
    KafkaRecordPublisher outbox(
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            RequiredTopics topics,
            PlatformProperties platform,
            MinerDeliveryProperties properties) {
        int patience = (int) properties.patience().toMillis();
        Map<String, Object> settings = new HashMap<>(kafka.buildProducerProperties());
        settings.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getProducer().getBootstrapServers());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "gapless-miner-" + platform.instance());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // the producer gives up before the slice does, so that nothing is written after its failure was reported
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience * 9 / 10);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience / 2);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience / 2);
        return new KafkaRecordPublisher(new DeferredProducer(topics, settings));
    }

    @Bean
    AckedPublisher delivery(
            RecordPublisher outbox,
            MinerDeliveryProperties properties,
            PlatformProperties platform,
            MeterRegistry meters) {
        return new AckedPublisher(
                outbox,
                properties.patience(),
                new RecordLimit(Math.toIntExact(platform.topics().maxRecord().toBytes())),
                meters);
    }
}
