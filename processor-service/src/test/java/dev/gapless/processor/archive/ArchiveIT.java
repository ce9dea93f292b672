package dev.gapless.processor.archive;

import static dev.gapless.processor.fakes.Captured.captured;
import static dev.gapless.processor.fakes.Captured.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.Door;
import dev.gapless.common.message.Operation;
import dev.gapless.processor.changes.Publishers;
import dev.gapless.processor.fakes.Captured;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCheckpoint;
import dev.gapless.processor.fakes.KafkaWorld;
import dev.gapless.processor.intake.Pod;
import dev.gapless.processor.rawlog.CapturedTopics;
import dev.gapless.processor.rawlog.Selection;
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

    private final FakeCheckpoint checkpoint = new FakeCheckpoint();
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
                captured(world.account(), "a", Door.LIVE, value(1, Operation.CREATE)),
                captured(world.account(), "a", Door.LIVE, value(2, Operation.UPDATE)),
                captured(world.account(), "b", Door.MINED, value(1, Operation.CREATE)));
        try (Pod _ = Pod.start(world, "archived", checkpoint, new FakeCatalog(), Publishers.toKafka());
                Archiver archiver = archiver(store)) {
            world.awaitProcessed();
            await().atMost(Duration.ofSeconds(40)).until(() -> {
                archiver.round();
                return archived(store) == 3;
            });
            requireAllInOrder(read(store));

            world.forgetCaptured();
            requireAllInOrder(read(store));

            world.send(captured(world.account(), "a", Door.LIVE, value(3, Operation.UPDATE)));
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
        new WholeLog(new ArchivedRecords(store), new CapturedTopics(kafka())).read(selection(), (record, id) -> {
            String key = new String(record.key(), UTF_8);
            found.add(key.substring(key.lastIndexOf('/') + 1) + " " + new String(record.value(), UTF_8));
        });
        return found;
    }

    private Selection selection() {
        return new Selection(
                "fake", world.account(), "posts", Captured.RECEIVED.minusSeconds(1), Captured.RECEIVED.plusSeconds(1));
    }

    private KafkaProperties kafka() {
        var kafka = new KafkaProperties();
        kafka.setBootstrapServers(List.of(world.servers()));
        return kafka;
    }

    private Archiver archiver(DirectoryStore store) throws Exception {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                world.servers(),
                "group.id",
                TestServers.unique("archive"),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
        return new Archiver(
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
