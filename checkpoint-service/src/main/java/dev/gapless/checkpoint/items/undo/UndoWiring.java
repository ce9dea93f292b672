package dev.gapless.checkpoint.items.undo;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.coverage.windows.CoverageRetractions;
import dev.gapless.common.operation.OperationLedger;
import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.common.operation.OperationWorker;
import dev.gapless.common.platform.OperationsProperties;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UndoProperties.class)
class UndoWiring {

    @Bean
    InferredDeleteStore inferredDeletes(JdbcClient jdbc, UndoProperties properties) {
        return new InferredDeleteStore(jdbc, properties.keep());
    }

    @Bean
    UndoService undo(InferredDeleteStore deletes) {
        return new UndoService(deletes);
    }

    @Bean
    UndoJob undoJob(
            UndoService undo,
            InferredDeleteStore deletes,
            OperationPublisher publisher,
            JdbcClient jdbc,
            CoverageRetractions cuts,
            ForkLock gate,
            TransactionOperations transaction,
            Clock clock,
            MeterRegistry meters) {
        return new UndoJob(
                undo, deletes, publisher, new EvidenceRetraction(jdbc, cuts, gate, transaction, clock), clock, meters);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    OperationWorker undoWorker(
            OperationLedger operations, UndoJob job, PlatformProperties platform, OperationsProperties properties) {
        return new OperationWorker(
                operations, job, "checkpoint-" + platform.instance(), properties.pollEvery(), properties.lease());
    }

    @Bean
    RepeatingTask inferredDeletesSweep(InferredDeleteStore deletes, MeterRegistry meters, UndoProperties properties) {
        return RepeatingTask.afterPause("inferred-deletes", properties.sweepEvery(), deletes::drop, meters);
    }
}
