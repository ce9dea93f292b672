package dev.gapless.checkpoint.retention;

import dev.gapless.checkpoint.ticking.Ticker;
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

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker retentionSweep(
            JdbcTemplate jdbc,
            TransactionOperations transaction,
            Clock clock,
            MeterRegistry meters,
            RetentionProperties properties) {
        Sweeper sweeper = new Sweeper(
                jdbc,
                transaction,
                clock,
                meters,
                Policies.of(properties),
                properties.pages(),
                () -> Thread.sleep(properties.pause()));
        return new Ticker("retention", properties.every(), sweeper::sweep, meters);
    }
}
