package dev.gapless.processor.intake;

import dev.gapless.common.kafka.KafkaTopicIds;
import dev.gapless.common.kafka.LastDurable;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.LoopHealth;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.processor.batch.AwaitedSources;
import dev.gapless.processor.batch.BatchCommitter;
import dev.gapless.processor.batch.IntakeMetrics;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.commit.CommitClients;
import dev.gapless.processor.corrections.TestCorrections;
import dev.gapless.processor.deadletters.DeadLetterPublisher;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.KafkaWorld;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** One processor with one worker, over real Kafka. */
public final class ProcessorPod implements AutoCloseable {

    private final KafkaWorld world;
    private final String instance;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AwaitedSources awaited;
    private final ConsumerWorkerPool workers;

    private ProcessorPod(
            KafkaWorld world,
            String instance,
            FakeCommitService checkpoint,
            FakeCatalog catalog,
            ChangePublisher publisher) {
        this.world = world;
        this.instance = instance;
        var kafka = new KafkaProperties();
        kafka.setBootstrapServers(List.of(world.servers()));
        var properties = new IntakeProperties(1, 2_000, 1_000, 200, Duration.ofSeconds(2), Duration.ofMillis(100));
        var backoff = RetryBackoff.halfJitter(Duration.ofMillis(50), Duration.ofSeconds(1), new SplittableRandom(3));
        Clock clock = Clock.systemUTC();
        this.awaited = new AwaitedSources(catalog, backoff, Thread::sleep);
        var sessions = new ConsumerSessionFactory(
                new KafkaClients(kafka, () -> {}, KafkaWorld.PARTITIONS, instance, properties.maxPollRecords()),
                () -> KafkaTopicIds.read(kafka.buildAdminProperties(), TopicNames.CAPTURED),
                new ConsumerSessionFactory.LedgerPorts(
                        new BatchCommitter(
                                catalog,
                                awaited,
                                CommitClients.over(checkpoint.client(), 1_000, Thread::sleep),
                                TestCorrections.over(checkpoint.client()),
                                RecordTracer.OFF),
                        CommitClients.floors(checkpoint.client(), Thread::sleep)),
                new ConsumerSessionFactory.Publishers(publisher, new DeadLetterPublisher(), new LastDurable(clock)),
                new LoopHealth(),
                new ConsumerSessionFactory.IntakeMeters(
                        new ConsumerLagGauges(registry), new IntakeMetrics(registry, clock)),
                awaited,
                properties,
                UpstreamGate.alwaysOpen(UpstreamGate.GuardedWork.PROCESSING),
                clock);
        this.workers = new ConsumerWorkerPool(1, sessions, backoff, Thread::sleep);
    }

    public static ProcessorPod start(
            KafkaWorld world,
            String instance,
            FakeCommitService checkpoint,
            FakeCatalog catalog,
            ChangePublisher publisher) {
        ProcessorPod pod = new ProcessorPod(world, instance, checkpoint, catalog, publisher);
        pod.workers.start();
        return pod;
    }

    public double count(String counter, String... tags) {
        return registry.find(counter).tags(tags).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Partitions in which records of the source wait for its manifest. */
    public double parked(String source) {
        return registry.find("gapless.processor.parked.partitions").tags("source", source).gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    double lag() {
        return registry.find("gapless.consumer.lag").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    /** Partitions it owns. */
    int owned() throws ExecutionException, InterruptedException {
        return world.owned().getOrDefault(KafkaClients.memberName(instance, 0), 0);
    }

    /** Ends it; it leaves its group. */
    @Override
    public void close() {
        if (workers.isRunning()) {
            workers.stop();
            awaited.close();
        }
    }
}
