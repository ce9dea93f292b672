package dev.gapless.checkpoint.longrunning.recovery;

import dev.gapless.checkpoint.longrunning.operations.OperationStore;
import dev.gapless.common.operation.OperationWorker;
import dev.gapless.common.platform.OperationsProperties;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
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
    RecoveryAnalyzer recoveryAnalyst(
            OperationStore operations, StuckGaps gaps, JdbcClient jdbc, RecoveryProperties properties, Clock clock) {
        return new RecoveryAnalyzer(
                () -> operations.orphaned(properties.orphanedAfter()),
                gaps,
                new MinedCoverageStore(jdbc),
                properties,
                clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    OperationWorker recoveryWorker(
            OperationStore operations,
            StuckGaps gaps,
            PlatformProperties platform,
            RecoveryProperties recovery,
            OperationsProperties properties) {
        return new OperationWorker(
                operations,
                new RecoveryJob(gaps, recovery),
                "checkpoint-" + platform.instance(),
                properties.pollEvery(),
                properties.lease());
    }

    @Bean
    RepeatingTask recoveryMeasure(OperationStore operations, RecoveryProperties properties, MeterRegistry meters) {
        RecoveryGauges gauges = new RecoveryGauges(operations, properties.orphanedAfter(), meters);
        return RepeatingTask.afterPause("recovery-measure", properties.measureEvery(), gauges::refresh, meters);
    }
}
