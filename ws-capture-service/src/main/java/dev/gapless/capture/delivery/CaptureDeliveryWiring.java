package dev.gapless.capture.delivery;

import dev.gapless.common.kafka.LastDurable;
import dev.gapless.common.kafka.ProducerSettings;
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
@EnableConfigurationProperties(CaptureDeliveryProperties.class)
class CaptureDeliveryWiring {

    private static final Duration MAX_REQUEST = Duration.ofSeconds(10);

    @Bean
    InFlightLimiter inFlight(CaptureDeliveryProperties properties, MeterRegistry meters) {
        InFlightLimiter inFlight = new InFlightLimiter(
                properties.inFlight().toBytes(),
                properties.inFlightPerConnection().toBytes());
        meters.gauge("gapless.capture.inflight.bytes", inFlight, InFlightLimiter::bytes);
        meters.gauge("gapless.capture.paused", inFlight, InFlightLimiter::paused);
        return inFlight;
    }

    @Bean(destroyMethod = "close")
    KafkaCapturePublisher outbox(
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            RequiredTopics topics,
            PlatformProperties platform,
            CaptureDeliveryProperties properties,
            MeterRegistry meters,
            RecordTracer tracer,
            LastDurable durable) {
        Map<String, Object> config =
                ProducerSettings.durable(kafka.buildProducerProperties(), "ws-capture-" + platform.instance());
        config.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getProducer().getBootstrapServers());
        Duration patience = properties.ackTimeout();
        Duration request = patience.dividedBy(3).compareTo(MAX_REQUEST) < 0 ? patience.dividedBy(3) : MAX_REQUEST;
        ProducerSettings.limit(config, patience, request, request);
        // room for all that may be in flight, so that the bound is ours and a send does not block
        config.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * properties.inFlight().toBytes());
        return new KafkaCapturePublisher(new DeferredProducer(topics, config), meters, tracer, durable);
    }
}
