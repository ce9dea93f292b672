package dev.gapless.checkpoint.coverage;

import dev.gapless.common.platform.PlatformProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.support.TransactionTemplate;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class CoverageWiring {

    @Bean
    CoverageLedger coverageLedger(JdbcTemplate jdbc, TransactionTemplate transaction) {
        return new CoverageLedger(jdbc, transaction);
    }

    @Bean
    MissingRanges missingRanges(JdbcTemplate jdbc) {
        return new MissingRanges(jdbc);
    }

    @Bean
    WindowMerger windowMerger(JdbcTemplate jdbc, TransactionTemplate transaction) {
        return new WindowMerger(jdbc, transaction);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    CoverageLoop coverageLoop(
            KafkaProperties kafka, PlatformProperties platform, CoverageLedger ledger, MeterRegistry meters) {
        Map<String, Object> config = kafka.buildConsumerProperties();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, "gapless-coverage");
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, "checkpoint-coverage-" + platform.instance());
        config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "checkpoint-" + platform.instance() + "-0");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        return new CoverageLoop(
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()), ledger, meters);
    }
}
