package dev.gapless.miner.delivery;

import dev.gapless.common.kafka.AckedSend;
import dev.gapless.common.kafka.LastDurable;
import dev.gapless.common.kafka.ProducerSettings;
import dev.gapless.common.message.RecordLimit;
import dev.gapless.common.platform.DeferredProducer;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.tracing.RecordTracer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
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

    private static final Duration LAST_ACKS = Duration.ofSeconds(3);

    @Bean
    DeferredProducer minerProducer(
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            RequiredTopics topics,
            PlatformProperties platform,
            MinerDeliveryProperties properties) {
        Duration patience = properties.ackTimeout();
        Map<String, Object> settings =
                ProducerSettings.durable(kafka.buildProducerProperties(), "gapless-miner-" + platform.instance());
        settings.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getProducer().getBootstrapServers());
        // the producer gives up before the slice does, so that nothing is written after its failure was reported
        ProducerSettings.limit(
                settings, patience.multipliedBy(9).dividedBy(10), patience.dividedBy(2), patience.dividedBy(2));
        return new DeferredProducer(topics, settings, LAST_ACKS);
    }

    @Bean
    RecordPublisher outbox(DeferredProducer producer, LastDurable durable) {
        return record -> AckedSend.send(
                        producer, AckedSend.record(record.topic(), record.key(), record.headers(), record.value()))
                .whenComplete((place, failure) -> {
                    if (place != null) {
                        durable.note(record.topic(), place.partition(), place.offset());
                    }
                });
    }

    @Bean
    AckedPublisher delivery(
            RecordPublisher outbox,
            MinerDeliveryProperties properties,
            PlatformProperties platform,
            MeterRegistry meters,
            RecordTracer tracer) {
        return new AckedPublisher(
                outbox,
                properties.ackTimeout(),
                new RecordLimit(Math.toIntExact(platform.topics().maxRecord().toBytes())),
                meters,
                tracer);
    }
}
