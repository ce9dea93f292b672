package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.coverage.windows.MissingRanges.Kind;
import dev.gapless.checkpoint.jdbc.AppliedOffsets;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.kafka.ConsumerSettings;
import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.RequiredTopics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CoverageProperties.class)
class CoverageWiring {

    private static final Duration CLAIMED_WATCH_INTERVAL = Duration.ofSeconds(5);

    @Bean
    CoverageWindowStore coverageLedger(
            JdbcTemplate jdbc, CapturedTopicIds topics, ForkLock gate, TransactionOperations transaction) {
        return new CoverageWindowStore(new BatchStatements(jdbc), topics, gate, transaction);
    }

    @Bean
    CoverageRetractions coverageCuts(
            JdbcTemplate jdbc, ForkLock gate, TransactionOperations transaction, MeterRegistry meters) {
        return new CoverageRetractions(jdbc, gate, transaction, meters);
    }

    @Bean
    MissingRanges missingRanges(JdbcTemplate jdbc) {
        return new MissingRanges(new BatchStatements(jdbc), Kind.CLAIMED);
    }

    @Bean
    CoverageReader coverageFacts(JdbcTemplate jdbc) {
        BatchStatements statements = new BatchStatements(jdbc);
        return new CoverageReader(statements, new MissingRanges(statements, Kind.HELD));
    }

    @Bean
    SnapshotStore snapshots(JdbcTemplate jdbc) {
        return new SnapshotStore(new BatchStatements(jdbc));
    }

    @Bean
    CoverageChanges coverageChanges(JdbcClient jdbc) {
        return new CoverageChanges(jdbc);
    }

    @Bean
    CoverageView coverageView(JdbcClient jdbc, SnapshotStore snapshots) {
        return new CoverageView(jdbc, snapshots);
    }

    @Bean
    RepeatingTask heldPromotion(
            JdbcTemplate jdbc,
            TransactionOperations transaction,
            CoverageRetractions cuts,
            Clock clock,
            MeterRegistry meters,
            CoverageProperties properties) {
        HeldPromotion promotion = new HeldPromotion(jdbc, transaction);
        LostRecords lost = new LostRecords(jdbc, cuts, clock);
        return RepeatingTask.afterPause(
                "held-promotion",
                properties.promoteEvery(),
                () -> {
                    promotion.promote();
                    lost.cut();
                },
                meters);
    }

    @Bean
    RepeatingTask claimedWatch(JdbcTemplate jdbc, MeterRegistry meters, CoverageProperties properties) {
        ClaimedGauges gauges = new ClaimedGauges(new BatchStatements(jdbc), properties.claimedAlarmAfter(), meters);
        return RepeatingTask.afterPause("claimed-watch", CLAIMED_WATCH_INTERVAL, gauges::refresh, meters);
    }

    @Bean
    RepeatingTask windowMerge(
            JdbcTemplate jdbc,
            ForkLock gate,
            TransactionOperations transaction,
            CoverageChanges changes,
            MeterRegistry meters,
            CoverageProperties properties) {
        WindowMerger merger = new WindowMerger(jdbc, gate, transaction, properties);
        return RepeatingTask.afterPause(
                "window-merge",
                properties.mergeEvery(),
                () -> {
                    merger.merge();
                    changes.forgetOld();
                },
                meters);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    CoverageLoop coverageLoop(
            KafkaProperties kafka,
            RequiredTopics topics,
            LoopHealth health,
            PlatformProperties platform,
            CoverageWindowStore ledger,
            CoverageRetractions cuts,
            JdbcTemplate jdbc,
            Producer<byte[], byte[]> producer,
            MeterRegistry meters,
            CoverageProperties properties) {
        Map<String, Object> config = ConsumerSettings.ofGroup(
                kafka.buildConsumerProperties(), "gapless-coverage", "checkpoint-coverage-" + platform.instance());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, properties.maxPollRecords());
        // a poll of retractions alone, each of them a transaction
        config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 900_000);
        return new CoverageLoop(
                () -> {
                    topics.await();
                    return ConsumerSettings.open(config);
                },
                health,
                ledger,
                cuts,
                new RefusedReports(producer, meters),
                new AppliedOffsets(jdbc),
                meters);
    }
}
