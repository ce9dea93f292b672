package dev.gapless.scheduler.planning;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.scheduler.accounts.ChangedAccounts;
import dev.gapless.scheduler.accounts.FollowedStreams;
import dev.gapless.scheduler.polls.PollLedger;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.client.RestClient;

/** How planning is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({PlanningProperties.class, PlanQueueProperties.class})
class PlanningWiring {

    @Bean
    MissingClient missingClient(@Qualifier("checkpointClient") RestClient checkpoint) {
        return new HttpMissingClient(checkpoint);
    }

    @Bean
    PlanQueue planQueue(JdbcClient jdbc) {
        return new PlanQueue(jdbc);
    }

    @Bean
    StreamBatch streamBatch(
            FollowedStreams streams,
            MissingClient missing,
            PlanningProperties properties,
            PlanQueueProperties queueProperties,
            JdbcClient jdbc,
            TransactionOperations transactions,
            PollLedger polls,
            PlanQueue queue,
            RetryBackoff backoff,
            ShardOwnership ownership,
            MeterRegistry meters,
            DatabaseClock clock) {
        PlanLedger ledger = new PlanLedger(jdbc);
        return new StreamBatch(
                streams,
                missing,
                new GapPlanner(properties),
                new ReconciliationPlanner(properties),
                new StreamBatch.PlanTables(ledger, new PlanWriter(ledger, backoff, meters), polls, queue),
                new NextLook(queueProperties.sweep(), properties.reconcileDelay(), new SecureRandom()),
                ownership,
                transactions,
                clock);
    }

    @Bean
    PlanningRound planningRound(
            ChangedAccounts accounts,
            SourceCatalog sources,
            StreamBatch batch,
            PollLedger polls,
            PlanQueue queue,
            ShardOwnership ownership,
            JdbcClient jdbc,
            TransactionOperations transactions,
            DatabaseClock clock,
            PlanningProperties properties,
            PlanQueueProperties queueProperties) {
        return new PlanningRound(
                new StreamMemberships(accounts, sources, polls, jdbc, transactions, clock),
                queue,
                batch,
                ownership,
                transactions,
                clock,
                queueProperties.lease(),
                properties.batch());
    }

    @Bean
    RepeatingTask planningTicker(PlanningRound round, PlanningProperties properties, MeterRegistry meters) {
        return new RepeatingTask("planning", properties.interval(), round::run, meters);
    }

    @Bean
    CoverageClient coverageClient(@Qualifier("checkpointClient") RestClient checkpoint) {
        return new CoverageClient(checkpoint);
    }

    /** On a thread of its own: a change is written down while streams that were due before are planned. */
    @Bean
    RepeatingTask coverageChangesTicker(
            CoverageClient coverage,
            PlanQueue queue,
            ShardOwnership ownership,
            DatabaseClock clock,
            PlanQueueProperties properties,
            @Qualifier("planningTicker") RepeatingTask planning,
            MeterRegistry meters) {
        CoverageChangeWatch watch = new CoverageChangeWatch(coverage, queue, ownership, clock);
        Runnable round = () -> {
            if (watch.look()) {
                planning.wake();
            }
        };
        return new RepeatingTask("coverage-changes", properties.changes(), round, meters);
    }

    /** On a thread of its own, for it reads all streams. */
    @Bean
    RepeatingTask planningFiguresTicker(
            JdbcClient jdbc, DatabaseClock clock, PlanQueueProperties properties, MeterRegistry meters) {
        SourceFigures figures = new SourceFigures(jdbc, clock, properties.sweep(), meters);
        return new RepeatingTask("planning-figures", properties.figures(), figures::refresh, meters);
    }

    /** On a thread of its own: with many windows a look takes longer than a change may wait. */
    @Bean
    RepeatingTask silentWindowsTicker(
            CoverageClient coverage,
            PlanQueue queue,
            SourceCatalog sources,
            ShardOwnership ownership,
            DatabaseClock clock,
            PlanningProperties properties,
            PlanQueueProperties queueProperties,
            MeterRegistry meters) {
        SilentWindowWatch watch =
                new SilentWindowWatch(coverage, queue, sources, ownership, clock, properties.liveFresh());
        return new RepeatingTask("silent-windows", queueProperties.silence(), watch::look, meters);
    }
}
