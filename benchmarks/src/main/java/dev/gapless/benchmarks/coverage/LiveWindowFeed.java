package dev.gapless.benchmarks.coverage;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Live windows in which nothing happens: each report carries the window on by two seconds. */
final class LiveWindowFeed implements AutoCloseable {

    /** As often as a capture reports by default. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final long BEGIN = 1_000_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final int windows;
    private long reached = BEGIN;

    LiveWindowFeed(BenchmarkRig rig, int windows) {
        this.windows = windows;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        rig.servers().kafkaBootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        262_144,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        128L << 20,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Where each window ends once its last report is applied. */
    long reached() {
        return reached;
    }

    /** One report of each window. Returns when Kafka has them all. */
    void sendAll() {
        send(0, windows);
    }

    /**
     * Each window reports once an interval, evenly spread over it. Where the machine does not send so fast, as fast as
     * it does.
     *
     * @return reports of each window
     */
    int sendPaced(Duration length, Duration interval) throws InterruptedException {
        int slices = 20;
        int rounds = (int) (length.toNanos() / interval.toNanos());
        long begin = System.nanoTime();
        for (int slice = 0; slice < rounds * slices; slice++) {
            long due = begin + slice * interval.toNanos() / slices;
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            int part = slice % slices;
            send(windows * part / slices, windows * (part + 1) / slices);
        }
        return rounds;
    }

    private void send(int first, int end) {
        if (first == 0) {
            reached += INTERVAL.toNanos() / 1_000;
        }
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Instant now = Instant.now();
        for (int window = first; window < end; window++) {
            StreamId stream = new StreamId("forum", "acc-" + window, "posts");
            byte[] report = new CoverageReport(
                            new CoverageReport.WindowRef("live-" + window, stream, IngestPath.LIVE, 1, 0),
                            new CoverageReport.ClaimedRange(
                                    BEGIN,
                                    reached,
                                    Evidence.HEARTBEAT_ATTESTED,
                                    Set.of(Aspect.CREATIONS, Aspect.EDITS, Aspect.DELETIONS),
                                    true),
                            CoverageReport.StreamHints.NONE,
                            now)
                    .toBytes();
            var _ = producer.send(
                    new ProducerRecord<>(TopicNames.COVERAGE, stream.key().getBytes(StandardCharsets.UTF_8), report),
                    (sent, e) -> {
                        if (e != null) {
                            failure.set(e);
                        }
                    });
        }
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("reports were not taken", failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
