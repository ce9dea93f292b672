package dev.gapless.common.platform;

import dev.gapless.common.kafka.ConsumerSettings;
import dev.gapless.common.kafka.LastDurable;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** Makes a service obey stops. A service imports it, and gives the {@link UpstreamGate.GuardedWork} it does. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControlProperties.class)
public class ControlFollower {

    @Bean
    UpstreamGate upstreamGate(UpstreamGate.GuardedWork work, ControlProperties properties) {
        return new UpstreamGate(work, properties.holdAfter(), properties.closeAfter(), System::nanoTime);
    }

    @Bean
    LastDurable lastDurable(Clock clock) {
        return new LastDurable(clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    ControlTopicReader controlTopicReader(
            UpstreamGate gate,
            RequiredTopics topics,
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            PlatformProperties platform,
            LoopHealth health,
            @Value("${spring.application.name}") String service) {
        Map<String, Object> settings = ConsumerSettings.withoutGroup(
                kafka.buildConsumerProperties(), "%s-control-%s".formatted(service, platform.instance()));
        settings.put(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getConsumer().getBootstrapServers());
        return new ControlTopicReader(
                topics, () -> ConsumerSettings.open(settings), platform.topics().partitions(), gate, health);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    StopReceiptSender stopReceiptSender(
            UpstreamGate gate,
            @Qualifier("schedulerClient") RestClient scheduler,
            ControlProperties properties,
            PlatformProperties platform,
            LastDurable durable,
            @Value("${spring.application.name}") String service) {
        return new StopReceiptSender(scheduler, gate, service, platform.instance(), properties.receiptEvery(), durable);
    }
}
