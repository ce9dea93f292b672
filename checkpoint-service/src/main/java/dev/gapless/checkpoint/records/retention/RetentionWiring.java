package dev.gapless.checkpoint.records.retention;

import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionProperties.class)
class RetentionWiring {

    @Bean
    RepeatingTask retentionSweep(
            JdbcTemplate jdbc,
            TransactionOperations transaction,
            Clock clock,
            MeterRegistry meters,
            RetentionProperties properties) {
        RetentionSweeper sweeper = new RetentionSweeper(
                jdbc,
                transaction,
                clock,
                meters,
                RetentionPolicies.of(properties),
                properties.pages(),
                properties.pause(),
                Thread::sleep);
        return RepeatingTask.afterPause("retention", properties.every(), sweeper::sweep, meters);
    }
}
