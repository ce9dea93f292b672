package dev.gapless.processor.intake;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.batch.ChangePublishers;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.InMemoryLedger;
import dev.gapless.processor.fakes.KafkaWorld;
import dev.gapless.processor.fakes.SeenChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a processor goes on when Kafka or the ledger has forgotten how far it was. */
class FloorsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final FakeCatalog catalog = new FakeCatalog();
    private final KafkaWorld world = new KafkaWorld();

    FloorsIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    /** Kafka forgets the offsets of a group that has had no member for a week. Who stops says what is published. */
    @Test
    void a_group_whose_offsets_are_forgotten_publishes_nothing_twice_and_misses_nothing()
            throws ExecutionException, InterruptedException {
        send(1, 20);
        try (var _ = ProcessorPod.start(world, "first", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
        }
        assertThat(checkpoint.floors().allPublished()).isTrue();
        send(21, 25);
        world.forgetGroup();
        try (var _ = ProcessorPod.start(world, "second", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
        }

        assertThat(changes()).extracting(SeenChange::item).hasSize(25).doesNotHaveDuplicates();
    }

    /** What was decided since the backup is decided again: the ledger has it, and readers of changes see it once. */
    @Test
    void a_ledger_that_comes_back_older_gets_again_what_it_has_lost() throws ExecutionException, InterruptedException {
        try (var _ = ProcessorPod.start(world, "pod", checkpoint, catalog, ChangePublishers.toKafka())) {
            send(1, 10);
            world.awaitProcessed();
            InMemoryLedger backup = checkpoint.ledger().copy();
            Map<String, Long> decided = checkpoint.floors().decided();
            send(11, 20);
            world.awaitProcessed();
            checkpoint.restore(backup, decided);
            send(21, 30);

            await().atMost(TIMEOUT).until(() -> checkpoint.ledger().versions() == 30);
            world.awaitProcessed();
        }
        assertThat(changes()).extracting(SeenChange::item).hasSize(30).doesNotHaveDuplicates();
    }

    /** Nothing new comes: the loss shows by itself. */
    @Test
    void a_ledger_that_comes_back_older_is_noticed_while_nothing_is_captured()
            throws ExecutionException, InterruptedException {
        try (var _ = ProcessorPod.start(world, "pod", checkpoint, catalog, ChangePublishers.toKafka())) {
            send(1, 1);
            world.awaitProcessed();
            InMemoryLedger backup = checkpoint.ledger().copy();
            Map<String, Long> decided = checkpoint.floors().decided();
            send(2, 10);
            world.awaitProcessed();
            checkpoint.restore(backup, decided);

            await().atMost(TIMEOUT).until(() -> checkpoint.ledger().versions() == 10);
        }
        assertThat(changes()).hasSize(10);
    }

    private void send(int from, int to) {
        for (int item = from; item <= to; item++) {
            world.send(
                    captured(world.account(), "i" + item, IngestPath.LIVE, value(1, ItemOperation.CREATE)),
                    captured(world.account(), "i" + item, IngestPath.MINED, value(1, ItemOperation.CREATE)));
        }
    }

    private List<SeenChange> changes() {
        return world.committed(TopicNames.CHANGES).stream().map(SeenChange::of).toList();
    }
}
