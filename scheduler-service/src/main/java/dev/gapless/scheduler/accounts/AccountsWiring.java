package dev.gapless.scheduler.accounts;

import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.platform.tenant.TenantProperties;
import dev.gapless.scheduler.gaps.RefusedWork;
import dev.gapless.scheduler.schedules.PollSchedules;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.transaction.support.TransactionOperations;

/** How accounts are put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccountsProperties.class)
class AccountsWiring {

    @Bean
    AccountStore accountStore(JdbcClient jdbc) {
        return new AccountStore(jdbc);
    }

    @Bean
    SourceCredentialStore sourceCredentialStore(JdbcClient jdbc, CredentialCipher cipher) {
        return new SourceCredentialStore(jdbc, cipher);
    }

    @Bean
    AccountQuota accountQuota(JdbcClient jdbc, TenantProperties tenants) {
        return new AccountQuota(jdbc, tenants);
    }

    @Bean
    AccountService accounts(
            AccountStore store,
            CredentialCipher cipher,
            RefusedWork refused,
            AccountQuota quota,
            TransactionOperations transactions,
            DatabaseClock clock) {
        return new AccountService(store, cipher, refused, quota, transactions, clock);
    }

    @Bean
    AccountImport accountImport(
            JdbcClient jdbc,
            CredentialCipher cipher,
            RefusedWork refused,
            AccountQuota quota,
            TransactionOperations transactions,
            SourceCatalog sources,
            DatabaseClock clock) {
        return new AccountImport(new AccountPage(jdbc, cipher, refused, quota, transactions, clock), sources);
    }

    @Bean
    FollowedStreams followedStreams(AccountStore store, SourceCatalog sources, PollSchedules schedules) {
        return new FollowedStreams(store, sources, schedules);
    }

    @Bean
    ChangedAccounts changedAccounts(JdbcClient jdbc) {
        return new ChangedAccounts(jdbc);
    }

    @Bean
    AssignmentLedger assignmentLedger(JdbcClient jdbc) {
        return new AssignmentLedger(jdbc);
    }

    @Bean
    RepeatingTask assignmentTicker(
            AssignmentLedger ledger,
            SourceCatalog sources,
            KafkaOperations<String, byte[]> kafka,
            ClusterLock turns,
            RequiredTopics topics,
            AccountsProperties properties,
            MeterRegistry meters) {
        AssignmentPublisher publisher = new AssignmentPublisher(ledger, sources, kafka, turns);
        return new RepeatingTask(
                "assignments", properties.assignmentInterval(), topics.whenReady(publisher::publish), meters);
    }

    @Bean
    RepeatingTask assignmentComparisonTicker(
            AssignmentLedger ledger,
            SourceCatalog sources,
            KafkaOperations<String, byte[]> kafka,
            ConsumerFactory<String, byte[]> consumers,
            RequiredTopics topics,
            PlatformProperties platform,
            AccountsProperties properties,
            MeterRegistry meters) {
        AssignmentTopic topic = new AssignmentTopic(
                () -> consumers.createConsumer(null, "assignments", null),
                platform.topics().partitions());
        AssignmentComparison comparison = new AssignmentComparison(ledger, topic, sources, kafka);
        return new RepeatingTask(
                "assignment-comparison",
                properties.assignmentComparison(),
                topics.whenReady(comparison::round),
                meters);
    }
}
