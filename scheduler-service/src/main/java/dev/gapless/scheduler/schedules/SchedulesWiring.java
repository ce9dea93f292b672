package dev.gapless.scheduler.schedules;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How schedules are put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AdaptivePollProperties.class)
class SchedulesWiring {

    @Bean
    PollSchedules pollSchedules(JdbcClient jdbc, AdaptivePollProperties properties) {
        return new PollSchedules(jdbc, properties.unreliable());
    }

    @Bean
    ScheduleEffects scheduleEffects(JdbcClient jdbc) {
        return new ScheduleEffects(jdbc);
    }

    @Bean
    AdaptivePollLedger adaptivePollLedger(JdbcClient jdbc) {
        return new AdaptivePollLedger(jdbc);
    }

    @Bean
    RepeatingTask adaptivePollRounds(
            AdaptivePollLedger ledger,
            AdaptivePollProperties properties,
            ClusterLock turns,
            DatabaseClock clock,
            MeterRegistry meters) {
        AdaptivePollRound round = new AdaptivePollRound(ledger, properties, turns, clock);
        return new RepeatingTask("adaptive-polls", properties.interval(), round::run, meters);
    }
}
