package dev.gapless.miner.walk;

import dev.gapless.common.platform.ConnectorCatalog;
import dev.gapless.common.platform.CredentialProvider;
import dev.gapless.miner.compare.Ledger;
import dev.gapless.miner.delivery.Delivery;
import dev.gapless.miner.fetch.PageFetch;
import dev.gapless.miner.fetch.SourceClocks;
import dev.gapless.miner.pacing.Pacing;
import dev.gapless.miner.pacing.UntoldPauses;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SliceProperties.class)
class WalkWiring {

    @Bean
    StopSignal stopSignal(Clock clock) {
        return new StopSignal(clock);
    }

    @Bean
    TaskMiner taskMiner(
            ConnectorCatalog catalog,
            CredentialProvider credentials,
            PageFetch fetch,
            SourceClocks sourceClocks,
            Pacing pacing,
            UntoldPauses untoldPauses,
            Ledger ledger,
            Delivery delivery,
            StopSignal stopSignal,
            MeterRegistry meters,
            Clock clock,
            SliceProperties properties) {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        Slices slices = new Slices(
                new Upstream(fetch, credentials, pacing, untoldPauses, sourceClocks),
                ledger,
                delivery,
                stopSignal,
                new Backoff(properties.firstBackoff(), properties.mostBackoff(), random),
                meters,
                clock,
                properties);
        return new TaskMiner(catalog, slices, meters, clock, properties);
    }
}
