package dev.gapless.live.completeness;

import dev.gapless.live.history.ChannelOpener;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/** Watches completeness. */
@Configuration(proxyBeanMethods = false)
class CompletenessWiring {

    @Bean
    CompletenessWatch completenessWatch(
            RestClient checkpointClient,
            KafkaProperties kafka,
            ChannelOpener opener,
            @Value("${gapless.live.completeness.every:5s}") Duration every,
            Clock clock) {
        HeldCoverageClient coverage = new HeldCoverageClient(checkpointClient);
        return new CompletenessWatch(
                coverage, new PublishedOffsets(coverage, kafka.buildAdminProperties()), opener, every, clock);
    }
}
