package dev.gapless.scheduler.costs;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How costs are put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CostProperties.class)
class CostsWiring {

    private static final Duration SWEEP = Duration.ofHours(1);

    @Bean
    MiningCostLedger miningCostLedger(JdbcClient jdbc) {
        return new MiningCostLedger(jdbc);
    }

    @Bean(destroyMethod = "write")
    MiningCostMeter miningCostMeter(MiningCostLedger ledger, MeterRegistry meters) {
        return new MiningCostMeter(ledger, meters);
    }

    @Bean
    MiningCosts miningCosts(MiningCostLedger ledger, CostProperties properties) {
        return new MiningCosts(ledger, properties);
    }

    @Bean
    RepeatingTask costTicker(MiningCostMeter meter, CostProperties properties, MeterRegistry meters) {
        return RepeatingTask.afterPause("costs", properties.writeEvery(), meter::write, meters);
    }

    @Bean
    RepeatingTask costFiguresTicker(
            MiningCostLedger ledger, CostProperties properties, DatabaseClock clock, MeterRegistry meters) {
        CostFigures figures = new CostFigures(ledger, properties, clock, meters);
        return new RepeatingTask("cost-figures", properties.writeEvery(), figures::refresh, meters);
    }

    @Bean
    RepeatingTask costSweepTicker(
            MiningCostLedger ledger, CostProperties properties, DatabaseClock clock, MeterRegistry meters) {
        return RepeatingTask.afterPause(
                "cost-sweep",
                SWEEP,
                () -> ledger.forget(clock.instant()
                        .minus(properties.keep())
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()),
                meters);
    }
}
