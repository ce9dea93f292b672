package dev.gapless.processor.intake;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.batch.ChangePublishers;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.fakes.CapturedRecords;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.KafkaWorld;
import dev.gapless.processor.fakes.SeenChange;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The changes of an item come out in the order in which the ledger accepted them, also across both topics and a crash.
 */
class OrderIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final FakeCatalog catalog = new FakeCatalog();
    private final KafkaWorld world = new KafkaWorld();

    OrderIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    @Test
    void history_that_the_ledger_accepted_before_a_crash_is_published_before_a_live_version_that_came_after_it() {
        world.send(captured(world.account(), "a", IngestPath.MINED, value(1, ItemOperation.CREATE)));
        dieWithABatchInDoubt(1);
        world.send(captured(world.account(), "a", IngestPath.LIVE, value(2, ItemOperation.UPDATE)));
        world.send(captured(world.account(), "a", IngestPath.LIVE, value(2, ItemOperation.DELETE)));

        try (ProcessorPod _ = ProcessorPod.start(world, "second", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
        }
        assertThat(changes())
                .extracting(SeenChange::type)
                .containsExactly("dev.gapless.item.created", "dev.gapless.item.updated", "dev.gapless.item.deleted");
    }

    @Test
    void live_versions_that_the_ledger_accepted_before_a_crash_are_published_before_history_that_came_after_them() {
        sendAll(200, IngestPath.LIVE, 1);
        dieWithABatchInDoubt(200);
        // newer versions by the other path, and so much more of it that a poll may hold history alone
        sendAll(200, IngestPath.MINED, 2);
        sendAll(10_000, IngestPath.MINED, 2);

        try (ProcessorPod _ = ProcessorPod.start(world, "second", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
        }
        assertAscending(changes());
        assertThat(changes()).hasSize(10_200);
    }

    @Test
    void live_versions_that_were_accepted_after_history_alone_are_published_before_history_that_came_after_them() {
        sendAll(50, IngestPath.MINED, 1);
        ChangePublisher dyingOfTheLiving = (change, transaction) -> {
            if (change.captured().path() == IngestPath.LIVE) {
                throw new IllegalStateException("dies");
            }
            ChangePublishers.toKafka().publish(change, transaction);
        };
        try (ProcessorPod first = ProcessorPod.start(world, "first", checkpoint, catalog, dyingOfTheLiving)) {
            await().atMost(TIMEOUT).until(() -> changes().size() == 50);
            sendAll(50, IngestPath.LIVE, 2);
            await().atMost(TIMEOUT)
                    .until(() -> first.count("gapless.processor.retries") >= 1
                            && checkpoint.ledger().versions() == 100);
        }
        sendAll(50, IngestPath.MINED, 3);

        try (ProcessorPod _ = ProcessorPod.start(world, "second", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
        }
        assertAscending(changes());
        assertThat(changes()).hasSize(150);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void a_pod_whose_transactions_keep_failing_never_publishes_an_older_version_after_a_newer(long seed) {
        var random = new SplittableRandom(seed);
        var failures = new AtomicInteger();
        ChangePublisher unreliable = (change, transaction) -> {
            ChangePublishers.toKafka().publish(change, transaction);
            // not for ever: the batch grows with what arrives meanwhile, and would never get through
            if (failures.get() < 15 && random.nextInt(5) == 0) {
                failures.incrementAndGet();
                throw new IllegalStateException("fails now and then");
            }
        };
        try (ProcessorPod pod = ProcessorPod.start(world, "unreliable", checkpoint, catalog, unreliable)) {
            for (int version = 1; version <= 60; version++) {
                for (int item = 0; item < 10; item++) {
                    IngestPath early = version % 2 == 0 ? IngestPath.LIVE : IngestPath.MINED;
                    world.send(captured(world.account(), "i" + item, early, value(version, ItemOperation.UPDATE)));
                }
            }
            world.awaitProcessed();
            assertThat(pod.count("gapless.processor.retries")).isEqualTo(15);
        }
        Map<String, Long> last = assertAscending(changes());
        assertThat(changes()).hasSize(checkpoint.ledger().versions());
        assertThat(last)
                .hasSize(10)
                .allSatisfy((item, version) -> assertThat(version).isEqualTo(60));
    }

    private void sendAll(int items, IngestPath path, int version) {
        for (int item = 0; item < items; item++) {
            world.send(CapturedRecords.toSend(
                    captured(world.account(), "i" + item, path, value(version, ItemOperation.UPDATE))));
        }
        world.send();
    }

    /** @return the last version of each item */
    private static Map<String, Long> assertAscending(List<SeenChange> changes) {
        Map<String, Long> last = new HashMap<>();
        for (SeenChange change : changes) {
            assertThat(change.version()).as("%s", change).isGreaterThan(last.getOrDefault(change.item(), 0L));
            last.put(change.item(), change.version());
        }
        return last;
    }

    private void dieWithABatchInDoubt(int versions) {
        ChangePublisher dying = (change, transaction) -> {
            throw new IllegalStateException("dies");
        };
        try (ProcessorPod first = ProcessorPod.start(world, "first", checkpoint, catalog, dying)) {
            await().atMost(TIMEOUT)
                    .until(() -> first.count("gapless.processor.retries") >= 1
                            && checkpoint.ledger().versions() == versions);
        }
        assertThat(changes()).isEmpty();
    }

    private List<SeenChange> changes() {
        return world.committed(TopicNames.CHANGES).stream().map(SeenChange::of).toList();
    }
}
