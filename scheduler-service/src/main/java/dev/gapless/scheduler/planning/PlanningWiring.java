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
            @Qualifier("checkpointClient") RestClient checkpoint,
            DatabaseClock clock,
            PlanningProperties properties,
            PlanQueueProperties queueProperties,
            MeterRegistry meters) {
        return new PlanningRound(
                new StreamMemberships(accounts, sources, polls, jdbc, transactions, clock),
                new CoverageWatch(
                        new CoverageClient(checkpoint),
                        queue,
                        sources,
                        ownership,
                        clock,
                        properties.liveFresh(),
                        queueProperties.silence()),
                queue,
                batch,
                new SourceFigures(jdbc, clock, queueProperties.figures(), queueProperties.sweep(), meters),
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
}
