package dev.gapless.processor.intake;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.batch.ChangePublishers;
import dev.gapless.processor.changes.Change;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.KafkaWorld;
import dev.gapless.processor.fakes.SeenChange;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever dies or stalls between the ledger's commit and the transaction's end: readers see each change once. */
class ExactlyOnceIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final FakeCatalog catalog = new FakeCatalog();
    private final KafkaWorld world = new KafkaWorld();

    ExactlyOnceIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    /** Where a pod dies, with both versions accepted by the ledger. */
    enum Seam {
        NOTHING_SENT,
        HALF_SENT,
        ALL_SENT_AND_NOT_COMMITTED
    }

    /** Fails at its seam, and for ever after, so that the pod can do no more. */
    private static final class Dying implements ChangePublisher {

        private final Seam seam;
        private final AtomicInteger calls = new AtomicInteger();

        Dying(Seam seam) {
            this.seam = seam;
        }

        @Override
        public void publish(Change change, Producer<byte[], byte[]> transaction) {
            int call = calls.incrementAndGet();
            if (seam == Seam.ALL_SENT_AND_NOT_COMMITTED || (seam == Seam.HALF_SENT && call == 1)) {
                ChangePublishers.toKafka().publish(change, transaction);
                transaction.flush();
            }
            if (seam == Seam.NOTHING_SENT || call >= 2) {
                throw new IllegalStateException("dies at " + seam);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_with_two_versions_of_one_item_survives_a_pod_that_dies_before_the_transaction_ends(Seam seam)
            throws ExecutionException, InterruptedException {
        world.send(
                captured(world.account(), "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)),
                captured(world.account(), "a", IngestPath.LIVE, value(2, ItemOperation.UPDATE)));
        Dying dying = new Dying(seam);
        try (ProcessorPod first = ProcessorPod.start(world, "first", checkpoint, catalog, dying)) {
            await().atMost(TIMEOUT).until(() -> first.count("gapless.processor.retries") >= 1);
        }
        assertThat(checkpoint.requests().getFirst()).hasSize(2);
        assertThat(checkpoint.ledger().versions()).isEqualTo(2);
        assertThat(changes()).isEmpty();

        try (ProcessorPod second =
                ProcessorPod.start(world, "second", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();

            assertThat(second.count("gapless.changes.published")).isEqualTo(2);
        }
        assertThat(changes()).extracting(SeenChange::version).containsExactly(1L, 2L);
        assertThat(changes())
                .extracting(SeenChange::type)
                .containsExactly("dev.gapless.item.created", "dev.gapless.item.updated");
        assertThat(changes())
                .extracting(SeenChange::id)
                .isEqualTo(checkpoint.requests().getFirst().stream()
                        .map(item -> item.logPosition().changeId().toString())
                        .toList());
    }

    @Test
    void a_pod_that_fails_once_goes_back_and_ends_the_batch_itself() throws ExecutionException, InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        ChangePublisher failingOnce = (change, transaction) -> {
            ChangePublishers.toKafka().publish(change, transaction);
            if (calls.incrementAndGet() == 2) {
                throw new IllegalStateException("fails once");
            }
        };
        world.send(
                captured(world.account(), "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)),
                captured(world.account(), "a", IngestPath.LIVE, value(2, ItemOperation.UPDATE)));
        try (ProcessorPod pod = ProcessorPod.start(world, "stumbling", checkpoint, catalog, failingOnce)) {
            world.awaitProcessed();

            assertThat(pod.count("gapless.processor.retries")).isEqualTo(1);
        }
        assertThat(calls).hasValue(4);
        assertThat(changes()).extracting(SeenChange::version).containsExactly(1L, 2L);
    }

    @Test
    void a_pod_that_stalls_inside_its_transaction_and_wakes_after_its_partitions_moved_publishes_nothing()
            throws ExecutionException, InterruptedException {
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        ChangePublisher stalling = (change, transaction) -> {
            ChangePublishers.toKafka().publish(change, transaction);
            stalled.countDown();
            awaitQuietly(wake);
        };
        try (ProcessorPod zombie = ProcessorPod.start(world, "zombie", checkpoint, catalog, stalling)) {
            await().atMost(TIMEOUT).until(() -> zombie.owned() == 8);
            world.send(captured(world.account(), "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)));
            stalled.await();
            world.forget("zombie", 1);
            try (ProcessorPod successor =
                    ProcessorPod.start(world, "successor", checkpoint, catalog, ChangePublishers.toKafka())) {
                await().atMost(TIMEOUT).until(() -> successor.count("gapless.changes.published") == 1);
                wake.countDown();
                await().atMost(TIMEOUT).until(() -> zombie.count("gapless.processor.retries") >= 1);
                await().atMost(TIMEOUT).until(() -> zombie.owned() == 4 && successor.owned() == 4);

                world.awaitProcessed();
                assertThat(zombie.count("gapless.changes.published")).isZero();
            }
        }
        assertThat(changes()).hasSize(1);
    }

    @Test
    void while_the_ledger_is_away_nothing_is_lost_and_the_pod_keeps_its_partitions()
            throws ExecutionException, InterruptedException {
        try (ProcessorPod pod = ProcessorPod.start(world, "patient", checkpoint, catalog, ChangePublishers.toKafka())) {
            int before = processFirst(pod);
            checkpoint.away(true);
            for (int version = 1; version <= 20; version++) {
                world.send(captured(world.account(), "a", IngestPath.LIVE, value(version, ItemOperation.UPDATE)));
            }
            await().atMost(TIMEOUT).until(() -> checkpoint.requests().size() > before);
            await().during(Duration.ofSeconds(3))
                    .atMost(TIMEOUT)
                    .until(() -> pod.owned() == 8 && changes().size() == 1);
            // it is looked at now and then
            await().atMost(TIMEOUT).until(() -> pod.lag() == 20);
            checkpoint.away(false);

            world.awaitProcessed();
            assertThat(pod.count("gapless.processor.retries")).isZero();
            await().atMost(TIMEOUT).until(() -> pod.lag() == 0);
        }
        assertThat(changes())
                .filteredOn(change -> change.item().equals("a"))
                .extracting(SeenChange::version)
                .hasSize(20)
                .doesNotHaveDuplicates();
    }

    /**
     * What a pod asks after its partitions were shared out is answered then. While the ledger is away it would be asked
     * for ever, and no commit be tried.
     *
     * @return how many commits were asked for
     */
    private int processFirst(ProcessorPod pod) throws ExecutionException, InterruptedException {
        await().atMost(TIMEOUT).until(() -> pod.owned() == 8);
        world.send(captured(world.account(), "first", IngestPath.LIVE, value(1, ItemOperation.CREATE)));
        world.awaitProcessed();
        return checkpoint.requests().size();
    }

    @Test
    void a_pod_that_joins_while_the_ledger_is_away_gets_its_share_at_once()
            throws ExecutionException, InterruptedException {
        try (ProcessorPod waiting =
                ProcessorPod.start(world, "waiting", checkpoint, catalog, ChangePublishers.toKafka())) {
            int before = processFirst(waiting);
            checkpoint.away(true);
            for (int item = 0; item < 40; item++) {
                world.send(captured(world.account(), "i" + item, IngestPath.LIVE, value(1, ItemOperation.CREATE)));
            }
            await().atMost(TIMEOUT).until(() -> checkpoint.requests().size() > before);
            try (ProcessorPod joining =
                    ProcessorPod.start(world, "joining", checkpoint, catalog, ChangePublishers.toKafka())) {
                await().atMost(TIMEOUT).until(() -> waiting.owned() == 4 && joining.owned() == 4);
                checkpoint.away(false);

                world.awaitProcessed();
                assertThat(joining.count("gapless.changes.published")).isPositive();
            }
        }
        assertThat(changes()).extracting(SeenChange::item).hasSize(41).doesNotHaveDuplicates();
    }

    @Test
    void pods_that_come_and_go_under_load_publish_each_accepted_version_once_and_in_order()
            throws ExecutionException, InterruptedException {
        ProcessorPod first = ProcessorPod.start(world, "one", checkpoint, catalog, ChangePublishers.toKafka());
        try (first) {
            sendBothPaths(1, 5);
            try (ProcessorPod second =
                    ProcessorPod.start(world, "two", checkpoint, catalog, ChangePublishers.toKafka())) {
                sendBothPaths(6, 10);
                await().atMost(TIMEOUT).until(() -> second.owned() == 4);
                sendBothPaths(11, 15);
                first.close();
                sendBothPaths(16, 20);
                await().atMost(TIMEOUT).until(() -> second.owned() == 8);
                try (ProcessorPod third =
                        ProcessorPod.start(world, "three", checkpoint, catalog, ChangePublishers.toKafka())) {
                    sendBothPaths(21, 25);
                    await().atMost(TIMEOUT).until(() -> third.owned() == 4);
                    sendBothPaths(26, 30);
                    world.awaitProcessed();
                }
            }
        }
        List<SeenChange> changes = changes();
        Set<String> seen = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        for (SeenChange change : changes) {
            assertThat(seen.add(change.item() + "@" + change.version()))
                    .as("%s", change)
                    .isTrue();
            assertThat(change.version()).as("%s", change).isGreaterThan(last.getOrDefault(change.item(), 0L));
            last.put(change.item(), change.version());
        }
        assertThat(changes).hasSize(checkpoint.ledger().versions());
        assertThat(last)
                .hasSize(100)
                .allSatisfy((item, version) -> assertThat(version).isEqualTo(30));
    }

    private void sendBothPaths(int fromVersion, int toVersion) {
        for (int version = fromVersion; version <= toVersion; version++) {
            for (int item = 0; item < 100; item++) {
                world.send(
                        captured(world.account(), "i" + item, IngestPath.LIVE, value(version, ItemOperation.UPDATE)),
                        captured(world.account(), "i" + item, IngestPath.MINED, value(version, ItemOperation.UPDATE)));
            }
        }
    }

    private List<SeenChange> changes() {
        return world.committed(TopicNames.CHANGES).stream().map(SeenChange::of).toList();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
