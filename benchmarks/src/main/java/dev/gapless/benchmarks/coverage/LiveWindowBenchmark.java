package dev.gapless.benchmarks.coverage;

import dev.gapless.benchmarks.measure.PartSample;
import dev.gapless.benchmarks.measure.RoundResults;
import dev.gapless.benchmarks.measure.RoundStatistic;
import dev.gapless.benchmarks.report.BenchmarkReport;
import dev.gapless.benchmarks.report.FigureGoal;
import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.LivenessReport;
import dev.gapless.common.message.LivenessReport.WindowEnd;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What very many live windows cost the checkpoint service that capture nothing: a report of each window, and a report
 * of each connection of three windows. The captures are played.
 */
public final class LiveWindowBenchmark {

    private static final String WINDOW_REPORTS = "reports of windows";
    private static final String CONNECTION_REPORTS = "reports of connections";
    private static final String GROUP = "gapless-coverage";
    private static final int OF = 100_000;
    private static final int STREAMS = 3;

    /** Seconds between two reports of a connection, and of a window that captures nothing, as captures send them. */
    private static final double CONNECTION_SECONDS = 2;

    private static final double WINDOW_SECONDS = 15;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final BenchmarkRig rig;
    private final int windows;
    private final int rounds;
    private final Consumer<String> progress;
    private final long begin = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

    public LiveWindowBenchmark(BenchmarkRig rig, int windows, int rounds, Consumer<String> progress) {
        this.rig = rig;
        this.windows = windows;
        this.rounds = rounds;
        this.progress = progress;
    }

    public BenchmarkReport run() throws Exception {
        RoundResults measured = new RoundResults();
        try (KafkaProducer<byte[], byte[]> producer = producer();
                Admin admin = Admin.create(Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        rig.servers().kafkaBootstrapServers()))) {
            progress.accept("opening");
            windowReports(producer, admin, 0);
            rig.database().execute("analyze checkpoint.coverage_window");
            for (int round = 1; round <= rounds; round++) {
                int now = round;
                progress.accept("round %d of %d".formatted(round, rounds));
                measured.add(rig.meter().measure(WINDOW_REPORTS, () -> windowReports(producer, admin, now)));
                measured.add(rig.meter().measure(CONNECTION_REPORTS, () -> connectionReports(producer, admin, now)));
            }
        }
        RoundStatistic before = measured.figure(
                WINDOW_REPORTS, sample -> sample.cpu().postgres() / sample.items() * OF / CONNECTION_SECONDS);
        RoundStatistic rows = measured.figure(
                WINDOW_REPORTS, sample -> sample.cpu().postgres() / sample.items() * OF / WINDOW_SECONDS);
        RoundStatistic connections = measured.figure(
                CONNECTION_REPORTS,
                sample -> sample.cpu().postgres() / sample.items() * OF / STREAMS / CONNECTION_SECONDS);
        return new BenchmarkReport("windows", "%,d live windows that capture nothing".formatted(windows), measured)
                .goal(FigureGoal.atMost(
                        "processors of the database for %,d windows".formatted(OF),
                        RoundStatistic.of(List.of(rows.median() + connections.median())),
                        1))
                .fact("the same, of it reports of connections", connections)
                .fact("the same, were each window reported every two seconds", before)
                .fact("reports of windows applied each second", measured.figure(WINDOW_REPORTS, PartSample::perSecond))
                .fact(
                        "reports of connections applied each second",
                        measured.figure(CONNECTION_REPORTS, PartSample::perSecond));
    }

    private long windowReports(KafkaProducer<byte[], byte[]> producer, Admin admin, int round)
            throws ExecutionException, InterruptedException {
        for (int window = 0; window < windows; window++) {
            StreamId stream = stream(window);
            CoverageReport report = new CoverageReport(
                    id(window),
                    stream,
                    IngestPath.LIVE,
                    Evidence.HEARTBEAT_ATTESTED,
                    Set.of(Aspect.values()),
                    begin,
                    begin + round * 10L,
                    true,
                    1,
                    0,
                    List.of(),
                    null,
                    Instant.now());
            send(producer, new ProducerRecord<>(TopicNames.COVERAGE, bytes(stream.key()), report.toBytes()));
        }
        awaitApplied(producer, admin);
        return windows;
    }

    private long connectionReports(KafkaProducer<byte[], byte[]> producer, Admin admin, int round)
            throws ExecutionException, InterruptedException {
        int connections = windows / STREAMS;
        for (int connection = 0; connection < connections; connection++) {
            int first = connection * STREAMS;
            StreamId stream = stream(first);
            LivenessReport report = new LivenessReport(
                    "connection-" + connection,
                    stream.source(),
                    stream.account(),
                    1,
                    IntStream.range(first, first + STREAMS)
                            .mapToObj(window ->
                                    new WindowEnd(stream(window).stream(), id(window), begin + round * 10L + 5))
                            .toList(),
                    List.of(),
                    Instant.now());
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(TopicNames.COVERAGE, bytes(stream.key()), report.toBytes());
            record.headers().add(CoverageRetraction.KIND_HEADER, bytes(LivenessReport.KIND));
            send(producer, record);
        }
        awaitApplied(producer, admin);
        return connections;
    }

    private static StreamId stream(int window) {
        return new StreamId("forum", "acc-" + window / STREAMS, "s" + window % STREAMS);
    }

    private static String id(int window) {
        return "connection-%d:s%d:1".formatted(window / STREAMS, window % STREAMS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record);
    }

    /** Until the service has committed all that is in the topic. */
    private static void awaitApplied(KafkaProducer<byte[], byte[]> producer, Admin admin)
            throws ExecutionException, InterruptedException {
        producer.flush();
        Map<TopicPartition, OffsetSpec> all = producer.partitionsFor(TopicNames.COVERAGE).stream()
                .collect(Collectors.toMap(
                        each -> new TopicPartition(each.topic(), each.partition()), each -> OffsetSpec.latest()));
        var ends = admin.listOffsets(all).all().get();
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            boolean through = ends.entrySet().stream().allMatch(each -> {
                OffsetAndMetadata at = committed.get(each.getKey());
                return each.getValue().offset() == 0
                        || (at != null && at.offset() >= each.getValue().offset());
            });
            if (through) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("reports are not applied after " + TIMEOUT);
            }
            Thread.sleep(50);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        rig.servers().kafkaBootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
