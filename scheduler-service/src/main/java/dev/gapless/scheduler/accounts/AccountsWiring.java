package dev.gapless.scheduler.accounts;

import dev.gapless.scheduler.gaps.RefusedWork;
import dev.gapless.scheduler.instants.DatabaseClock;
import dev.gapless.scheduler.sources.Sources;
import dev.gapless.scheduler.ticking.Ticker;
import dev.gapless.scheduler.ticking.Turns;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
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

    /** A missing keyset file is made only while there is nothing that a new key could not open. */
    @Bean
    CredentialCipher credentialCipher(AccountsProperties properties, AccountStore store) {
        KeysetFile keyset = new KeysetFile(properties.keysetFile());
        if (!keyset.exists()) {
            if (store.anyCredential()) {
                throw new IllegalStateException(
                        "keyset file %s is missing, and credentials are sealed with it: restore it from its backup"
                                .formatted(properties.keysetFile()));
            }
            keyset.create();
        }
        return new CredentialCipher(keyset.aead());
    }

    @Bean
    Accounts accounts(
            AccountStore store,
            CredentialCipher cipher,
            RefusedWork refused,
            TransactionOperations transactions,
            DatabaseClock clock) {
        return new Accounts(store, cipher, refused, transactions, clock);
    }

    @Bean
    FollowedStreams followedStreams(AccountStore store, Sources sources) {
        return new FollowedStreams(store, sources);
    }

    @Bean
    AssignmentPublisher assignmentPublisher(
            JdbcClient jdbc, Sources sources, KafkaOperations<String, byte[]> kafka, Turns turns) {
        return new AssignmentPublisher(new AssignmentLedger(jdbc), sources, kafka, turns);
    }

    @Bean
    Ticker assignmentTicker(AssignmentPublisher publisher, AccountsProperties properties, MeterRegistry meters) {
        return new Ticker("assignments", properties.assignmentInterval(), publisher::publish, meters);
    }
}
