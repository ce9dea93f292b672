package dev.gapless.processor.intake;

import dev.gapless.common.kafka.KafkaTopicIds;
import dev.gapless.common.kafka.LastDurable;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.ControlFollower;
import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.PlatformProperties;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.retry.RetrySleeper;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.connector.catalog.ConnectorCatalog;
import dev.gapless.processor.batch.AwaitedSources;
import dev.gapless.processor.batch.BatchCommitter;
import dev.gapless.processor.batch.BatchTransactions;
import dev.gapless.processor.batch.IntakeMetrics;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.commit.CommitClient;
import dev.gapless.processor.commit.FloorClient;
import dev.gapless.processor.corrections.CorrectionClient;
import dev.gapless.processor.deadletters.DeadLetterPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The workers and all they need. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntakeProperties.class)
@Import(ControlFollower.class)
class IntakeWiring {

    @Bean
    GuardedWork guardedWork() {
        return GuardedWork.PROCESSING;
    }

    @Bean
    AwaitedSources awaitedSources(ConnectorCatalog catalog, RetryBackoff backoff, RetrySleeper waiter) {
        return new AwaitedSources(catalog, backoff, waiter);
    }

    @Bean
    BatchCommitter decider(
            ConnectorCatalog catalog,
            AwaitedSources awaited,
            CommitClient ledger,
            CorrectionClient corrections,
            RecordTracer tracer) {
        return new BatchCommitter(catalog, awaited, ledger, corrections, tracer);
    }

    @Bean
    ChangePublisher changePublisher(RecordTracer tracer) {
        return BatchTransactions.toKafka(tracer);
    }

    @Bean
    ConsumerSessionFactory sessions(
            KafkaProperties kafka,
            RequiredTopics topics,
            LoopHealth health,
            PlatformProperties platform,
            IntakeProperties properties,
            BatchCommitter decider,
            FloorClient floors,
            AwaitedSources awaited,
            ChangePublisher changes,
            DeadLetterPublisher deadLetters,
            LastDurable durable,
            UpstreamGate gate,
            MeterRegistry registry,
            Clock clock) {
        return new ConsumerSessionFactory(
                new KafkaClients(
                        kafka,
                        topics::await,
                        platform.topics().partitions(),
                        platform.instance(),
                        properties.maxPollRecords()),
                () -> KafkaTopicIds.read(kafka.buildAdminProperties(), TopicNames.CAPTURED),
                new ConsumerSessionFactory.LedgerPorts(decider, floors),
                new ConsumerSessionFactory.Publishers(changes, deadLetters, durable),
                health,
                new ConsumerSessionFactory.IntakeMeters(
                        new ConsumerLagGauges(registry), new IntakeMetrics(registry, clock)),
                awaited,
                properties,
                gate,
                clock);
    }

    @Bean
    ConsumerWorkerPool workers(
            ConsumerSessionFactory sessions, IntakeProperties properties, RetryBackoff backoff, RetrySleeper waiter) {
        return new ConsumerWorkerPool(properties.workers(), sessions, backoff, waiter);
    }
}
