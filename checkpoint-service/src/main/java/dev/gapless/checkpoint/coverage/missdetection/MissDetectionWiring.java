package dev.gapless.checkpoint.coverage.missdetection;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.coverage.windows.CoverageRetractions;
import dev.gapless.checkpoint.longrunning.leases.LeaseStore;
import dev.gapless.checkpoint.longrunning.leases.LeasedWork;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MissDetectionProperties.class)
class MissDetectionWiring {

    /** How long the others wait for one who died while looking. */
    private static final Duration ONE_LOOK = Duration.ofSeconds(30);

    @Bean
    RepeatingTask missedItemsLook(
            JdbcClient jdbc,
            CoverageRetractions cuts,
            ForkLock gate,
            TransactionOperations transaction,
            LeaseStore leases,
            PlatformProperties platform,
            MeterRegistry meters,
            Clock clock,
            MissDetectionProperties properties) {
        MissedItemDetector missed = new MissedItemDetector(
                new ScanWatermark(jdbc), jdbc, cuts, gate, transaction, clock, properties.grace());
        // two at once find the same and write it twice; the mark they move lets nothing be left out either way
        LeasedWork work = new LeasedWork(
                leases, "missed-items", "checkpoint-" + platform.instance(), ONE_LOOK, lease -> missed.look());
        return RepeatingTask.afterPause("missed-items", properties.scanInterval(), work, meters);
    }
}
