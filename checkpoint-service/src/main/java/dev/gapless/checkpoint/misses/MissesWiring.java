package dev.gapless.checkpoint.misses;

import dev.gapless.checkpoint.coverage.CoverageCuts;
import dev.gapless.checkpoint.leases.LeasedWork;
import dev.gapless.checkpoint.leases.Leases;
import dev.gapless.checkpoint.streams.ForkGate;
import dev.gapless.checkpoint.ticking.Ticker;
import dev.gapless.common.platform.PlatformProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MissesProperties.class)
class MissesWiring {

    /** How long the others wait for one who died while looking. */
    private static final Duration ONE_LOOK = Duration.ofSeconds(30);

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker missedItemsLook(
            JdbcClient jdbc,
            CoverageCuts cuts,
            ForkGate gate,
            TransactionOperations transaction,
            Leases leases,
            PlatformProperties platform,
            MeterRegistry meters,
            Clock clock,
            MissesProperties properties) {
        MissedItems missed =
                new MissedItems(new Accepted(jdbc), jdbc, cuts, gate, transaction, clock, properties.grace());
        // two at once find the same and write it twice; the mark they move lets nothing be left out either way
        LeasedWork work = new LeasedWork(
                leases, "missed-items", "checkpoint-" + platform.instance(), ONE_LOOK, lease -> missed.look());
        return new Ticker("missed-items", properties.lookEvery(), work, meters);
    }
}
