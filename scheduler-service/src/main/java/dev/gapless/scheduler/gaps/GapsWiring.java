package dev.gapless.scheduler.gaps;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the gap ledger's own parts are put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GapsProperties.class)
class GapsWiring {

    @Bean
    GapQueries gapQueries(JdbcClient jdbc, DatabaseClock clock) {
        return new GapQueries(jdbc, clock);
    }

    @Bean
    RefusedWork refusedWork(JdbcClient jdbc) {
        return new RefusedWork(jdbc);
    }

    @Bean
    RepeatingTask gapFiguresTicker(
            GapQueries queries, DatabaseClock clock, MeterRegistry meters, GapsProperties properties) {
        GapFigures figures = new GapFigures(queries, clock, meters);
        return new RepeatingTask("gap-figures", properties.figuresInterval(), figures::refresh, meters);
    }

    @Bean
    RepeatingTask gapSweepTicker(
            JdbcClient jdbc, DatabaseClock clock, MeterRegistry meters, GapsProperties properties) {
        FilledGapSweep sweep = new FilledGapSweep(jdbc, clock, properties.keepFilled());
        return new RepeatingTask("gap-sweep", properties.sweepInterval(), sweep::sweep, meters);
    }
}
