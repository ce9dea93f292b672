package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.checkpoints.CheckpointStore;
import dev.gapless.checkpoint.leases.LeaseStore;
import dev.gapless.checkpoint.leases.LeasedWork;
import dev.gapless.checkpoint.operations.OperationStore;
import dev.gapless.checkpoint.scheduling.PeriodicTask;
import dev.gapless.common.platform.PlatformProperties;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecoveryProperties.class)
class RecoveryWiring {

    @Bean
    StuckGaps stuckGaps(@Qualifier("schedulerClient") RestClient scheduler) {
        return new SchedulerGaps(scheduler);
    }

    @Bean
    RecoveryPlanStore recoveryPlans(JdbcClient jdbc, TransactionOperations transaction) {
        return new RecoveryPlanStore(jdbc, transaction);
    }

    @Bean
    RecoveryAnalyzer recoveryAnalyst(
            JdbcClient jdbc, OperationStore operations, StuckGaps gaps, RecoveryProperties properties) {
        return new RecoveryAnalyzer(new StalledCheckpointFinder(jdbc), operations, gaps, properties);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    PeriodicTask recoveryRounds(
            JdbcClient jdbc,
            TransactionOperations transaction,
            RecoveryPlanStore plans,
            OperationStore operations,
            CheckpointStore checkpoints,
            LeaseStore leases,
            StuckGaps gaps,
            PlatformProperties platform,
            RecoveryProperties properties,
            MeterRegistry meters) {
        RecoveryStepExecutor steps = new RecoveryStepExecutor(
                operations,
                checkpoints,
                leases,
                new StalledCheckpointFinder(jdbc),
                gaps,
                properties.interruptedAfter());
        PlanRunner runner = new PlanRunner(plans, steps, leases, transaction, properties, meters);
        LeasedWork work = new LeasedWork(
                leases, PlanRunner.RESOURCE, "checkpoint-" + platform.instance(), properties.lease(), runner::round);
        return new PeriodicTask(
                "recovery",
                properties.stepEvery(),
                () -> {
                    if (plans.running()) {
                        work.run();
                    }
                },
                meters);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    PeriodicTask recoveryMeasure(
            JdbcClient jdbc, RecoveryAnalyzer analyst, RecoveryProperties properties, MeterRegistry meters) {
        RecoveryGauges gauges = new RecoveryGauges(new StalledCheckpointFinder(jdbc), analyst, meters);
        return new PeriodicTask("recovery-measure", properties.measureEvery(), gauges::refresh, meters);
    }
}
