package dev.gapless.scheduler.queues;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How queues are looked at. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueProperties.class)
class QueuesWiring {

    @Bean
    QueueSampler queueSampler(
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            @Value("${spring.kafka.consumer.group-id}") String schedulerGroup,
            QueueProperties properties,
            DatabaseClock clock) {
        Map<String, Object> admin = new HashMap<>(kafka.buildAdminProperties());
        admin.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getAdmin().getBootstrapServers());
        return new QueueSampler(admin, schedulerGroup, properties.period(), clock);
    }

    @Bean
    RepeatingTask queueSampling(QueueSampler sampler, QueueProperties properties, MeterRegistry meters) {
        QueueFigures figures = new QueueFigures(sampler, meters);
        return new RepeatingTask("queues", properties.interval(), figures::sample, meters);
    }
}
