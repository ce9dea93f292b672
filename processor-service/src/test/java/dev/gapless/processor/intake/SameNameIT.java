package dev.gapless.processor.intake;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.changes.ChangePublishers;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.KafkaWorld;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A second replica with the same settings, or a rolling update whose old process has not ended yet. */
class SameNameIT {

    private static final int ITEMS = 200;
    private static final int PARTITIONS_OF_BOTH_TOPICS = 8;

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final FakeCatalog catalog = new FakeCatalog();
    private final KafkaWorld world = new KafkaWorld();

    SameNameIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        checkpoint.close();
        world.close();
    }

    @Test
    void two_processors_of_one_name_share_the_partitions_and_publish_each_change_once() {
        try (ProcessorPod first = ProcessorPod.start(world, "twin", checkpoint, catalog, ChangePublishers.toKafka());
                ProcessorPod second =
                        ProcessorPod.start(world, "twin", checkpoint, catalog, ChangePublishers.toKafka())) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        var owned = world.owned();
                        return owned.size() == 2
                                && owned.values().stream().allMatch(partitions -> partitions > 0)
                                && owned.values().stream()
                                                .mapToInt(Integer::intValue)
                                                .sum()
                                        == PARTITIONS_OF_BOTH_TOPICS;
                    });
            for (int item = 0; item < ITEMS; item++) {
                world.send(captured(world.account(), "item-" + item, IngestPath.LIVE, value(1, ItemOperation.CREATE)));
            }
            world.awaitProcessed();

            assertThat(world.committed(TopicNames.CHANGES)).hasSize(ITEMS);
            assertThat(processed(first)).isPositive();
            assertThat(processed(second)).isPositive();
        }
    }

    private static double processed(ProcessorPod pod) {
        return pod.count("gapless.processed.records", "path", "LIVE");
    }
}
