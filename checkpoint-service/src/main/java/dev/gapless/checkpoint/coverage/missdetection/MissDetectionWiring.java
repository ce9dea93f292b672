package dev.gapless.checkpoint.coverage.missdetection;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.coverage.windows.CoverageRetractions;
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
@EnableConfigurationProperties(MissDetectionProperties.class)
class MissDetectionWiring {

    @Bean
    RepeatingTask missedItemsLook(
            JdbcClient jdbc,
            CoverageRetractions cuts,
            ForkLock gate,
            TransactionOperations transaction,
            MeterRegistry meters,
            Clock clock,
            MissDetectionProperties properties) {
        MissedItemDetector missed = new MissedItemDetector(
                new ScanWatermark(jdbc), jdbc, cuts, gate, transaction, clock, properties.grace());
        return RepeatingTask.afterPause("missed-items", properties.scanInterval(), missed::look, meters);
    }
}
