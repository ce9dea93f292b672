package dev.gapless.miner.walk;

import dev.gapless.common.platform.ControlFollower;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.connector.catalog.CredentialProvider;
import dev.gapless.miner.delivery.AckedPublisher;
import dev.gapless.miner.fetch.ClockSkewTracker;
import dev.gapless.miner.fetch.PageFetch;
import dev.gapless.miner.ledger.LedgerLookupClient;
import dev.gapless.miner.ledger.WalkCheckpointClient;
import dev.gapless.miner.ratelimit.CredentialQuotas;
import dev.gapless.miner.ratelimit.QuotaRunway;
import dev.gapless.miner.ratelimit.RateLimiter;
import dev.gapless.miner.ratelimit.RetryBudget;
import dev.gapless.miner.ratelimit.UpstreamBreakers;
import dev.gapless.miner.slice.CredentialPools;
import dev.gapless.miner.slice.SliceProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SliceProperties.class)
@Import(ControlFollower.class)
class WalkWiring {

    @Bean
    ShutdownSignal stopSignal(Clock clock) {
        return new ShutdownSignal(clock);
    }

    @Bean
    GuardedWork guardedWork() {
        return GuardedWork.MINING;
    }

    @Bean
    TaskMiner taskMiner(
            ConnectorCatalog catalog,
            CredentialProvider credentials,
            PageFetch fetch,
            ClockSkewTracker sourceClocks,
            RateLimiter pacing,
            UpstreamBreakers upstreamBreakers,
            RetryBudget retryBudget,
            CredentialQuotas credentialQuotas,
            QuotaRunway quotaRunway,
            LedgerLookupClient ledger,
            WalkCheckpointClient checkpoints,
            AckedPublisher delivery,
            ShutdownSignal stopSignal,
            UpstreamGate gate,
            MeterRegistry meters,
            Clock clock,
            SliceProperties properties) {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        MiningSliceFactory slices = new MiningSliceFactory(
                new SliceResources(
                        fetch,
                        new CredentialPools(credentials, clock),
                        pacing,
                        upstreamBreakers,
                        retryBudget,
                        credentialQuotas,
                        quotaRunway,
                        sourceClocks,
                        gate),
                ledger,
                checkpoints,
                delivery,
                stopSignal,
                RetryBackoff.fullJitter(properties.firstBackoff(), properties.maxBackoff(), random),
                meters,
                clock,
                properties);
        return new TaskMiner(catalog, slices, meters, clock, properties);
    }
}
