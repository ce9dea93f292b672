package dev.gapless.processor.intake;

import dev.gapless.common.platform.ConnectorCatalog;
import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.backoff.Waiter;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.commit.Floors;
import dev.gapless.processor.commit.Ledger;
import dev.gapless.processor.corrections.Corrections;
import dev.gapless.processor.deadletters.DeadLetterPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The workers and all they need. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeProperties.class)
class IntakeWiring {

    @Bean
    AwaitedSources awaitedSources(ConnectorCatalog catalog, Backoff backoff, Waiter waiter) {
        return new AwaitedSources(catalog, backoff, waiter);
    }

    @Bean
    Decider decider(ConnectorCatalog catalog, AwaitedSources awaited, Ledger ledger, Corrections corrections) {
        return new Decider(catalog, awaited, ledger, corrections);
    }

    @Bean
    Sessions sessions(
            KafkaProperties kafka,
            RequiredTopics topics,
            LoopHealth health,
            PlatformProperties platform,
            IntakeProperties properties,
            Decider decider,
            Floors floors,
            AwaitedSources awaited,
            ChangePublisher changes,
            DeadLetterPublisher deadLetters,
            MeterRegistry registry,
            Clock clock) {
        return new Sessions(
                new KafkaClients(
                        kafka,
                        topics::await,
                        platform.topics().partitions(),
                        platform.instance(),
                        properties.maxPollRecords()),
                new AdminTopicIds(kafka.buildAdminProperties()),
                decider,
                floors,
                changes,
                deadLetters,
                health,
                new LagBoard(registry),
                new IntakeMetrics(registry, clock),
                awaited,
                properties,
                clock);
    }

    @Bean
    Workers workers(Sessions sessions, IntakeProperties properties, Backoff backoff, Waiter waiter) {
        return new Workers(properties.workers(), sessions, backoff, waiter);
    }
}
