package dev.gapless.checkpoint.misses;

import dev.gapless.checkpoint.coverage.CoverageCuts;
import dev.gapless.checkpoint.streams.ForkGate;
import dev.gapless.checkpoint.ticking.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MissesProperties.class)
class MissesWiring {

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker missedItemsLook(
            JdbcClient jdbc,
            CoverageCuts cuts,
            ForkGate gate,
            TransactionOperations transaction,
            MeterRegistry meters,
            Clock clock,
            MissesProperties properties) {
        MissedItems missed =
                new MissedItems(new Accepted(jdbc), jdbc, cuts, gate, transaction, clock, properties.grace());
        return new Ticker("missed-items", properties.lookEvery(), missed::look, meters);
    }
}
