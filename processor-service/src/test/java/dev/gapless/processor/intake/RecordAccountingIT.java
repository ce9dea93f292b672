package dev.gapless.processor.intake;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.IntakeCounts;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.processor.batch.ChangePublishers;
import dev.gapless.processor.changes.ChangePublisher;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.KafkaWorld;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each record has one fate, and is counted once, whichever process dies. */
class RecordAccountingIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final FakeCatalog catalog = new FakeCatalog();
    private final KafkaWorld world = new KafkaWorld();

    RecordAccountingIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    @Test
    void received_is_new_and_changed_and_duplicate_and_stale_and_dead_across_a_death_and_a_rebalance()
            throws ExecutionException, InterruptedException {
        try (ProcessorPod settled =
                ProcessorPod.start(world, "settled", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.send(captured(world.account(), "warm", IngestPath.LIVE, value(1, ItemOperation.CREATE)));
            world.awaitProcessed();
            await().atMost(TIMEOUT).until(() -> settled.owned() == 8);
        }
        IntakeCounts before = total();
        ChangePublisher dying = (change, transaction) -> {
            ChangePublishers.toKafka().publish(change, transaction);
            transaction.flush();
            throw new IllegalStateException("dies inside its transaction");
        };
        sendOfEachFate(1, 60);
        try (ProcessorPod first = ProcessorPod.start(world, "first", checkpoint, catalog, dying)) {
            await().atMost(TIMEOUT).until(() -> first.count("gapless.processor.retries") >= 1);
        }
        try (ProcessorPod second =
                        ProcessorPod.start(world, "second", checkpoint, catalog, ChangePublishers.toKafka());
                ProcessorPod third =
                        ProcessorPod.start(world, "third", checkpoint, catalog, ChangePublishers.toKafka())) {
            sendOfEachFate(61, 120);
            await().atMost(TIMEOUT).until(() -> second.owned() == 4 && third.owned() == 4);
            sendOfEachFate(121, 180);
            world.awaitProcessed();
        }
        IntakeCounts after = total();
        assertThat(after.received() - before.received()).isEqualTo(900);
        assertThat(after.created() - before.created()).isEqualTo(180);
        assertThat(after.changed() - before.changed()).isEqualTo(180);
        assertThat(after.duplicate() - before.duplicate()).isEqualTo(180);
        assertThat(after.stale() - before.stale()).isEqualTo(180);
        assertThat(after.deadLettered() - before.deadLettered()).isEqualTo(180);
        assertThat(after.filtered()).isZero();
    }

    /** All of one path, so that each item's records keep their order. */
    private void sendOfEachFate(int from, int to) {
        for (int i = from; i <= to; i++) {
            IngestPath path = i % 2 == 0 ? IngestPath.LIVE : IngestPath.MINED;
            world.send(
                    captured(world.account(), "i" + i, path, value(2, ItemOperation.CREATE)),
                    captured(world.account(), "i" + i, path, value(3, ItemOperation.UPDATE)),
                    captured(world.account(), "i" + i, path, value(3, ItemOperation.UPDATE)),
                    captured(world.account(), "i" + i, path, value(1, ItemOperation.CREATE)),
                    captured(world.account(), "i" + i, path, "garbage"));
        }
    }

    private IntakeCounts total() {
        return world.books().values().stream().reduce(IntakeCounts.from(0), IntakeCounts::plus);
    }
}
