package dev.gapless.live.completeness;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.live.history.ChannelOpener;
import io.micrometer.core.instrument.MeterRegistry;
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
    HeldCoverageClient heldCoverageClient(RestClient checkpointClient) {
        return new HeldCoverageClient(checkpointClient);
    }

    @Bean
    PublishedOffsets publishedOffsets(HeldCoverageClient coverage, KafkaProperties kafka) {
        return new PublishedOffsets(coverage, kafka.buildAdminProperties());
    }

    @Bean
    CompletenessWatch completenessWatch(
            HeldCoverageClient coverage,
            RestClient schedulerClient,
            PublishedOffsets published,
            ChannelOpener opener,
            Clock clock) {
        return new CompletenessWatch(coverage, new KnownGapClient(schedulerClient, clock), published, opener, clock);
    }

    @Bean
    RepeatingTask completenessTicker(
            CompletenessWatch watch,
            @Value("${gapless.live.completeness.every:5s}") Duration every,
            MeterRegistry meters) {
        return RepeatingTask.afterPause("completeness", every, watch::round, meters);
    }
}
