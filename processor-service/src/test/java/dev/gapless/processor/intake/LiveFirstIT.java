package dev.gapless.processor.intake;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.processor.batch.ChangePublishers;
import dev.gapless.processor.changes.Change;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.fakes.CapturedRecords;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.KafkaWorld;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveFirstIT {

    private static final int HISTORY = 20_000;
    private static final int LIVE = 10_000;
    private static final int BATCH = 1_000;

    /**
     * While Kafka's client has history it reads nothing else, so live records are asked for and read in two turns. Four
     * batches of history may pass meanwhile, and a share now and then.
     */
    private static final int FEW_BATCHES = 5 * BATCH;

    private static final Duration SLOW_BATCH = Duration.ofMillis(200);

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final FakeCatalog catalog = new FakeCatalog();
    private final KafkaWorld world = new KafkaWorld();

    LiveFirstIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    /**
     * Notes after how many others each live change was published. While live records wait it is slow: an answer of
     * Kafka that comes late on a busy machine would else be overtaken by many batches.
     */
    private static final class Order implements ChangePublisher {

        private final AtomicInteger published = new AtomicInteger();
        private final List<Integer> live = new CopyOnWriteArrayList<>();
        private final int place;
        private final Runnable atPlace;
        private final int awaited;

        /**
         * @param atPlace is done before the change is published that has so many before it
         * @param awaited how many live records there are in all
         */
        Order(int place, Runnable atPlace, int awaited) {
            this.place = place;
            this.atPlace = atPlace;
            this.awaited = awaited;
        }

        @Override
        public void publish(Change change, Producer<byte[], byte[]> transaction) {
            int before = published.getAndIncrement();
            if (before == place) {
                atPlace.run();
            }
            if (before >= place && before % BATCH == 0 && live.size() < awaited) {
                LockSupport.parkNanos(SLOW_BATCH.toNanos());
            }
            if (change.captured().path() == IngestPath.LIVE) {
                live.add(before);
            }
            ChangePublishers.toKafka().publish(change, transaction);
        }
    }

    @Test
    void a_month_of_history_in_the_queue_delays_a_live_record_by_a_few_batches_at_most()
            throws ExecutionException, InterruptedException {
        for (int item = 0; item < HISTORY; item++) {
            world.send(CapturedRecords.toSend(
                    captured(world.account(), "old-" + item, IngestPath.MINED, value(1, ItemOperation.CREATE))));
        }
        world.send();
        Order order = new Order(
                1_000,
                () -> world.send(captured(world.account(), "new", IngestPath.LIVE, value(1, ItemOperation.CREATE))),
                1);
        try (ProcessorPod pod = ProcessorPod.start(world, "fair", checkpoint, catalog, order)) {
            await().atMost(Duration.ofSeconds(90)).until(() -> !order.live.isEmpty());
            world.awaitProcessed();
            assertThat(order.live)
                    .singleElement()
                    .satisfies(place -> assertThat(place).isLessThanOrEqualTo(1_000 + FEW_BATCHES));
            assertThat(pod.count("gapless.processed.records", "path", "MINED")).isEqualTo(HISTORY);
        }
        assertThat(order.published).hasValue(HISTORY + 1);
    }

    @Test
    void live_records_that_wait_at_the_start_are_published_before_most_of_the_history()
            throws ExecutionException, InterruptedException {
        for (int item = 0; item < HISTORY; item++) {
            world.send(CapturedRecords.toSend(
                    captured(world.account(), "old-" + item, IngestPath.MINED, value(1, ItemOperation.CREATE))));
        }
        for (int item = 0; item < LIVE; item++) {
            world.send(CapturedRecords.toSend(
                    captured(world.account(), "new-" + item, IngestPath.LIVE, value(1, ItemOperation.CREATE))));
        }
        world.send();
        Order order = new Order(0, () -> {}, LIVE);
        try (ProcessorPod pod = ProcessorPod.start(world, "eager", checkpoint, catalog, order)) {
            world.awaitProcessed();

            assertThat(pod.count("gapless.processor.retries")).isZero();
        }
        assertThat(order.live).hasSize(LIVE);
        assertThat(order.live.getLast()).isLessThan(LIVE + FEW_BATCHES);
    }
}
