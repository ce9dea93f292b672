package dev.gapless.common.platform;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;

/** The topics, and what all Kafka clients have in common. */
@AutoConfiguration(after = {PlatformAutoConfiguration.class, KafkaAutoConfiguration.class})
public class TopicsAutoConfiguration {

    private static final String REQUEST_MILLIS = "5000";
    private static final String ANSWER_MILLIS = "8000";

    @Bean
    static KafkaClientSettings kafkaClientSettings(ObjectProvider<PlatformProperties> platform) {
        return new KafkaClientSettings(platform);
    }

    @Bean
    TopicOwner topicOwner(PlatformProperties platform, KafkaProperties kafka, KafkaConnectionDetails servers) {
        Map<String, Object> settings = new HashMap<>(kafka.buildAdminProperties());
        settings.put(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getAdmin().getBootstrapServers());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        return new TopicOwner(
                TopicRequirement.all(platform.topics()),
                new KafkaTopicAdmin(settings),
                platform.topics().checkEvery());
    }

    @Bean
    TopicsHealth topicsHealthIndicator(TopicOwner owner) {
        return new TopicsHealth(owner);
    }

    @Bean
    LoopHealth loopsHealthIndicator() {
        return new LoopHealth();
    }

    /** Not a number until Kafka has answered once. */
    @Bean
    MeterBinder topicMeters(TopicOwner owner) {
        return meters -> Gauge.builder(
                        "gapless.topics.differences",
                        owner,
                        topics -> topics.state().compared()
                                ? topics.state().differences().size()
                                : Double.NaN)
                .register(meters);
    }
}
