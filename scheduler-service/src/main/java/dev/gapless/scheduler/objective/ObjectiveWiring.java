package dev.gapless.scheduler.objective;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.scheduler.planning.LateStreams;
import dev.gapless.scheduler.planning.PlanQueueProperties;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How the completeness objective is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ObjectiveProperties.class)
class ObjectiveWiring {

    /** Judgements between two looks at the sums of the whole period. */
    private static final int FIGURES = 6;

    @Bean
    ObjectiveLedger objectiveLedger(JdbcClient jdbc) {
        return new ObjectiveLedger(jdbc);
    }

    @Bean
    StreamObjectiveLedger streamObjectiveLedger(JdbcClient jdbc) {
        return new StreamObjectiveLedger(jdbc);
    }

    @Bean
    ObjectiveReport objectiveReport(
            ObjectiveLedger ledger,
            StreamObjectiveLedger objectives,
            SourceCatalog sources,
            ObjectiveProperties properties,
            DatabaseClock clock) {
        return new ObjectiveReport(ledger, objectives, sources::spec, properties, clock);
    }

    @Bean
    RepeatingTask objectiveTicker(
            ObjectiveLedger ledger,
            StreamObjectiveLedger objectives,
            ObjectiveProperties properties,
            PlanQueueProperties planning,
            JdbcClient jdbc,
            TransactionOperations transactions,
            DatabaseClock clock,
            MeterRegistry meters) {
        LateStreams streams = new LateStreams(jdbc, planning.sweep());
        ObjectiveRound round = new ObjectiveRound(ledger, objectives, streams, properties, transactions, clock, meters);
        return new RepeatingTask("objective", properties.judgeEvery(), round::run, meters);
    }

    @Bean
    RepeatingTask objectiveFiguresTicker(ObjectiveReport report, ObjectiveProperties properties, MeterRegistry meters) {
        ObjectiveFigures figures = new ObjectiveFigures(report, meters);
        return new RepeatingTask(
                "objective-figures", properties.judgeEvery().multipliedBy(FIGURES), figures::refresh, meters);
    }
}
