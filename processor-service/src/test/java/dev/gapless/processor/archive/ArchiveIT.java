package dev.gapless.processor.archive;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.processor.batch.ChangePublishers;
import dev.gapless.processor.capturedlog.CapturedTopics;
import dev.gapless.processor.capturedlog.RecordSelection;
import dev.gapless.processor.fakes.CapturedRecords;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.KafkaWorld;
import dev.gapless.processor.intake.ProcessorPod;
import dev.gapless.testing.servers.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** What the topics have let go is read from the archive, and what both have is read once. */
class ArchiveIT {

    @TempDir
    private Path directory;

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final KafkaWorld world = new KafkaWorld();

    ArchiveIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    @Test
    void a_record_is_read_once_before_and_after_its_topic_has_let_it_go() throws Exception {
        DirectoryStore store = new DirectoryStore(directory.resolve("store"));
        world.send(
                captured(world.account(), "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)),
                captured(world.account(), "a", IngestPath.LIVE, value(2, ItemOperation.UPDATE)),
                captured(world.account(), "b", IngestPath.MINED, value(1, ItemOperation.CREATE)));
        try (ProcessorPod _ = ProcessorPod.start(
                        world, "archived", checkpoint, new FakeCatalog(), ChangePublishers.toKafka());
                SegmentArchiver archiver = archiver(store)) {
            world.awaitProcessed();
            await().until(() -> {
                archiver.round();
                return archived(store) == 3;
            });
            requireAllInOrder(read(store));

            world.forgetCaptured();
            requireAllInOrder(read(store));

            world.send(captured(world.account(), "a", IngestPath.LIVE, value(3, ItemOperation.UPDATE)));
            world.awaitProcessed();
            assertThat(read(store)).hasSize(4).last().asString().startsWith("a 30|3");
        }
    }

    /** Of one partition the order is kept; of two there is none. */
    private static void requireAllInOrder(List<String> read) {
        assertThat(read).hasSize(3).contains("b 10|1|CREATE|text 1");
        assertThat(read.stream().filter(each -> each.startsWith("a")))
                .containsExactly("a 10|1|CREATE|text 1", "a 20|2|UPDATE|text 2");
    }

    private long archived(DirectoryStore store) throws InterruptedException {
        List<String> found = new ArrayList<>();
        new ArchivedRecords(store).read(selection(), (segment, offset) -> true, (record, id) -> found.add("one"));
        return found.size();
    }

    private List<String> read(DirectoryStore store) throws InterruptedException {
        List<String> found = new ArrayList<>();
        new ArchiveAndTopicLog(new ArchivedRecords(store), new CapturedTopics(kafka()))
                .read(selection(), (record, id) -> {
                    String key = new String(record.key(), UTF_8);
                    found.add(key.substring(key.lastIndexOf('/') + 1) + " " + new String(record.value(), UTF_8));
                });
        return found;
    }

    private RecordSelection selection() {
        return new RecordSelection(
                "fake",
                world.account(),
                "posts",
                CapturedRecords.RECEIVED.minusSeconds(1),
                CapturedRecords.RECEIVED.plusSeconds(1));
    }

    private KafkaProperties kafka() {
        var kafka = new KafkaProperties();
        kafka.setBootstrapServers(List.of(world.servers()));
        return kafka;
    }

    private SegmentArchiver archiver(DirectoryStore store) throws Exception {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                world.servers(),
                "group.id",
                TestServers.unique("archive"),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
        return new SegmentArchiver(
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                store,
                new CapturedTopics(kafka())::ids,
                Clock.systemUTC(),
                1 << 20,
                Duration.ofSeconds(1),
                Files.createDirectories(directory.resolve("scratch")),
                new ArchiveMeters(new SimpleMeterRegistry()));
    }
}
