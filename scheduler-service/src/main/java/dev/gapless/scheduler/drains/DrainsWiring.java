package dev.gapless.scheduler.drains;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How drains are put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DrainProperties.class)
class DrainsWiring {

    @Bean
    DrainLedger drainLedger(JdbcClient jdbc) {
        return new DrainLedger(jdbc);
    }

    @Bean
    DrainFronts drainFronts(JdbcClient jdbc, DrainProperties properties) {
        return new DrainFronts(jdbc, properties);
    }

    @Bean
    ClassBacklogs classBacklogs(JdbcClient jdbc) {
        return new ClassBacklogs(jdbc);
    }

    @Bean
    StreamPriorityLedger streamPriorityLedger(JdbcClient jdbc) {
        return new StreamPriorityLedger(jdbc);
    }

    @Bean
    RepeatingTask drainRounds(
            DrainLedger drains,
            DrainFronts fronts,
            ClusterLock turns,
            DrainProperties properties,
            DatabaseClock clock,
            MeterRegistry meters) {
        DrainTicker ticker = new DrainTicker(drains, fronts, turns, properties, clock);
        return new RepeatingTask("drains", properties.interval(), ticker::round, meters);
    }
}
