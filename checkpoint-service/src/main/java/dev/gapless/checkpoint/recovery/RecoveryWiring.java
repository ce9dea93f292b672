package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.checkpoints.Checkpoints;
import dev.gapless.checkpoint.leases.LeasedWork;
import dev.gapless.checkpoint.leases.Leases;
import dev.gapless.checkpoint.operations.Operations;
import dev.gapless.checkpoint.ticking.Ticker;
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
    Plans recoveryPlans(JdbcClient jdbc, TransactionOperations transaction) {
        return new Plans(jdbc, transaction);
    }

    @Bean
    Analyst recoveryAnalyst(JdbcClient jdbc, Operations operations, StuckGaps gaps, RecoveryProperties properties) {
        return new Analyst(new LeftLying(jdbc), operations, gaps, properties);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker recoveryRounds(
            JdbcClient jdbc,
            TransactionOperations transaction,
            Plans plans,
            Operations operations,
            Checkpoints checkpoints,
            Leases leases,
            StuckGaps gaps,
            PlatformProperties platform,
            RecoveryProperties properties,
            MeterRegistry meters) {
        Steps steps =
                new Steps(operations, checkpoints, leases, new LeftLying(jdbc), gaps, properties.interruptedAfter());
        PlanRunner runner = new PlanRunner(plans, steps, leases, transaction, properties, meters);
        LeasedWork work = new LeasedWork(
                leases, PlanRunner.RESOURCE, "checkpoint-" + platform.instance(), properties.lease(), runner::round);
        return new Ticker(
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
    Ticker recoveryMeasure(JdbcClient jdbc, Analyst analyst, RecoveryProperties properties, MeterRegistry meters) {
        RecoveryGauges gauges = new RecoveryGauges(new LeftLying(jdbc), analyst, meters);
        return new Ticker("recovery-measure", properties.measureEvery(), gauges::refresh, meters);
    }
}
