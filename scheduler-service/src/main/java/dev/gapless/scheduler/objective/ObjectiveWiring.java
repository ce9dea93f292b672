package dev.gapless.scheduler.objective;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.scheduler.planning.LateStreams;
import dev.gapless.scheduler.planning.PlanQueueProperties;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How the completeness objective is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ObjectiveProperties.class)
class ObjectiveWiring {

    @Bean
    ObjectiveLedger objectiveLedger(JdbcClient jdbc) {
        return new ObjectiveLedger(jdbc);
    }

    @Bean
    ObjectiveReport objectiveReport(ObjectiveLedger ledger, ObjectiveProperties properties, DatabaseClock clock) {
        return new ObjectiveReport(ledger, properties, clock);
    }

    @Bean
    RepeatingTask objectiveTicker(
            ObjectiveLedger ledger,
            ObjectiveProperties properties,
            PlanQueueProperties planning,
            JdbcClient jdbc,
            TransactionOperations transactions,
            DatabaseClock clock,
            MeterRegistry meters) {
        LateStreams streams = new LateStreams(jdbc, planning.sweep());
        ObjectiveRound round = new ObjectiveRound(ledger, streams, properties, transactions, clock, meters);
        return new RepeatingTask("objective", properties.judgeEvery(), round::run, meters);
    }

    @Bean
    MeterBinder objectiveTarget(ObjectiveProperties properties) {
        return meters -> Gauge.builder("gapless.slo.target.ratio", properties, ObjectiveProperties::target)
                .register(meters);
    }
}
