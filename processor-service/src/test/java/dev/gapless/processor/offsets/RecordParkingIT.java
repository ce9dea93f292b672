package dev.gapless.processor.offsets;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.kafka.KafkaTopicIds;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.processor.batch.ChangePublishers;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.InMemoryLedger;
import dev.gapless.processor.fakes.KafkaWorld;
import dev.gapless.processor.fakes.SeenChange;
import dev.gapless.processor.intake.ProcessorPod;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source whose manifest cannot be had waits in its partitions, and holds up no other. */
class RecordParkingIT {

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final FakeCatalog catalog = new FakeCatalog();
    private final KafkaWorld world = new KafkaWorld();

    RecordParkingIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    @Test
    void others_go_on_and_it_goes_on_in_order_and_once_when_its_manifest_comes_whoever_owns_the_partition_then()
            throws Exception {
        catalog.away("late", true);
        world.send(
                late("a", IngestPath.LIVE, 1),
                late("a", IngestPath.MINED, 2),
                fake("a", IngestPath.LIVE),
                fake("b", IngestPath.MINED));
        try (ProcessorPod first = ProcessorPod.start(world, "first", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
            await().until(() -> first.parked("late") > 0);
            assertThat(changes("fake")).hasSize(2);
            assertThat(changes("late")).isEmpty();
        }
        assertThat(waiting()).isEqualTo(2);
        assertThat(floorsAbove("late")).isEmpty();

        world.send(late("a", IngestPath.LIVE, 3), late("b", IngestPath.LIVE, 1), fake("c", IngestPath.LIVE));
        try (ProcessorPod second =
                ProcessorPod.start(world, "second", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
            assertThat(changes("fake")).hasSize(3);
            assertThat(waiting()).isEqualTo(4);
            assertThat(floorsAbove("late")).isEmpty();

            catalog.away("late", false);
            awaitNothingWaits();
            world.send(late("a", IngestPath.LIVE, 4));
            world.awaitProcessed();
            awaitNothingWaits();

            await().until(() -> floorsAbove("late").size() == 5);
            assertThat(second.count("gapless.dead.letters")).isZero();
            await().until(() -> second.parked("late") == 0);
        }
        assertThat(changes("late"))
                .filteredOn(change -> change.item().equals("a"))
                .extracting(SeenChange::version)
                .containsExactly(1L, 3L, 4L);
        assertThat(changes("late"))
                .filteredOn(change -> change.item().equals("b"))
                .hasSize(1);
        assertThat(changes("fake")).hasSize(3);
    }

    @Test
    void a_portion_that_was_decided_and_not_published_is_published_once_and_before_what_comes_later() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        ChangePublisher failingOnce = (change, transaction) -> {
            if (change.item().source().equals("late") && failed.compareAndSet(false, true)) {
                throw new IllegalStateException("fails once");
            }
            ChangePublishers.toKafka().publish(change, transaction);
        };
        catalog.away("late", true);
        world.send(late("a", IngestPath.MINED, 1));
        try (ProcessorPod pod = ProcessorPod.start(world, "stumbling", checkpoint, catalog, failingOnce)) {
            world.awaitProcessed();
            catalog.away("late", false);
            await().until(failed::get);
            world.send(late("a", IngestPath.LIVE, 2));
            world.awaitProcessed();
            awaitNothingWaits();

            assertThat(pod.count("gapless.processor.retries")).isEqualTo(1);
        }
        assertThat(changes("late")).extracting(SeenChange::version).containsExactly(1L, 2L);
    }

    /** Kafka forgets the offsets of a group that has had no member for a week, and what stands beside them. */
    @Test
    void what_waits_is_not_told_as_published_and_comes_once_when_kafka_forgot_where_it_waits() throws Exception {
        catalog.away("late", true);
        world.send(
                late("a", IngestPath.LIVE, 1),
                late("b", IngestPath.MINED, 1),
                fake("a", IngestPath.LIVE),
                fake("b", IngestPath.MINED));
        try (ProcessorPod _ = ProcessorPod.start(world, "first", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
            await().until(() -> checkpoint.floors().allPublished());
        }
        world.forgetGroup();

        catalog.away("late", false);
        try (ProcessorPod _ = ProcessorPod.start(world, "second", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
            await().until(() -> changes("late").size() == 2);
            awaitNothingWaits();
        }
        assertThat(changes("late")).extracting(SeenChange::item).containsExactlyInAnyOrder("a", "b");
    }

    /** No floor has passed over what waited, so a restored ledger is told of all that it lost. */
    @Test
    void a_ledger_that_comes_back_older_gets_what_it_lost_while_a_source_waited_and_caught_up() throws Exception {
        catalog.away("late", true);
        try (ProcessorPod _ = ProcessorPod.start(world, "pod", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.send(late("a", IngestPath.LIVE, 1), fake("a", IngestPath.LIVE));
            world.awaitProcessed();
            InMemoryLedger backup = checkpoint.ledger().copy();
            Map<String, Long> decided = checkpoint.floors().decided();
            world.send(fake("b", IngestPath.LIVE), late("b", IngestPath.LIVE, 1));
            world.awaitProcessed();
            catalog.away("late", false);
            await().untilAsserted(() ->
                    assertThat(changes("late")).extracting(SeenChange::item).containsExactlyInAnyOrder("a", "b"));
            awaitNothingWaits();

            checkpoint.restore(backup, decided);
            world.send(fake("c", IngestPath.LIVE));
            await().until(() -> checkpoint.ledger().versions() == 5);
            world.awaitProcessed();
        }
        assertThat(changes("fake")).extracting(SeenChange::item).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(changes("late")).extracting(SeenChange::item).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void a_ledger_that_comes_back_older_while_a_manifest_is_away_gets_what_it_lost_and_nobody_hears_it_twice()
            throws Exception {
        try (ProcessorPod pod = ProcessorPod.start(world, "pod", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.send(fake("z", IngestPath.LIVE));
            world.awaitProcessed();
            InMemoryLedger backup = checkpoint.ledger().copy();
            Map<String, Long> decided = checkpoint.floors().decided();
            world.send(late("a", IngestPath.LIVE, 1), fake("a", IngestPath.LIVE));
            world.awaitProcessed();
            await().until(() -> changes("late").size() == 1);

            catalog.away("late", true);
            checkpoint.restore(backup, decided);
            world.send(fake("b", IngestPath.LIVE), late("a", IngestPath.LIVE, 2));
            await().until(() -> pod.parked("late") > 0);
            world.awaitProcessed();
            catalog.away("late", false);
            await().until(() -> checkpoint.ledger().versions() == 5);
            awaitNothingWaits();
            world.awaitProcessed();
            await().until(() -> pod.parked("late") == 0);
        }
        assertThat(changes("late")).extracting(SeenChange::version).containsExactly(1L, 2L);
        assertThat(changes("fake")).extracting(SeenChange::item).containsExactlyInAnyOrder("z", "a", "b");
    }

    /** The source's captured records that the ledger's floors have passed. */
    private List<String> floorsAbove(String source) throws InterruptedException {
        Map<String, Long> floors = checkpoint.floors().decided();
        Map<String, UUID> ids = KafkaTopicIds.read(Map.of("bootstrap.servers", world.servers()), TopicNames.CAPTURED);
        return Stream.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL)
                .flatMap(topic -> world.committed(topic).stream())
                .filter(record -> BatchParking.source(record).equals(source))
                .filter(record ->
                        floors.getOrDefault(ids.get(record.topic()) + "-" + record.partition(), 0L) > record.offset())
                .map(record -> record.topic() + " " + record.partition() + " " + record.offset())
                .toList();
    }

    private void awaitNothingWaits() {
        await().until(() -> waiting() == 0);
    }

    private long waiting() {
        return world.books().values().stream().mapToLong(IntakeCounts::parked).sum();
    }

    private List<SeenChange> changes(String source) {
        return world.committed(TopicNames.CHANGES).stream()
                .filter(record -> SeenChange.header(record, "ce_source").startsWith("/sources/" + source + "/"))
                .map(SeenChange::of)
                .toList();
    }

    private CapturedRecord late(String item, IngestPath path, long version) {
        return captured(
                new StreamId("late", world.account(), "posts"),
                item,
                path,
                value(version, version == 1 ? ItemOperation.CREATE : ItemOperation.UPDATE));
    }

    private CapturedRecord fake(String item, IngestPath path) {
        return captured(world.account(), item, path, value(1, ItemOperation.CREATE));
    }
}
