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
import dev.gapless.processor.fakes.KafkaWorld;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two replicas: of one name, as while a rolling update's old process has not ended; or of which one goes. */
class SameNameIT {

    private static final int ITEMS = 200;
    private static final int PARTITIONS_OF_BOTH_TOPICS = 8;
    private static final Duration LESS_THAN_A_SESSION = Duration.ofSeconds(6);

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
            awaitShared();
            for (int item = 0; item < ITEMS; item++) {
                world.send(captured(world.account(), "item-" + item, IngestPath.LIVE, value(1, ItemOperation.CREATE)));
            }
            world.awaitProcessed();

            assertThat(world.committed(TopicNames.CHANGES)).hasSize(ITEMS);
            assertThat(processed(first)).isPositive();
            assertThat(processed(second)).isPositive();
        }
    }

    @Test
    void a_processor_that_is_stopped_leaves_its_partitions_to_the_others_before_its_session_is_over() {
        try (ProcessorPod stays = ProcessorPod.start(world, "stays", checkpoint, catalog, ChangePublishers.toKafka())) {
            try (var _ = ProcessorPod.start(world, "goes", checkpoint, catalog, ChangePublishers.toKafka())) {
                awaitShared();
            }

            await().atMost(LESS_THAN_A_SESSION)
                    .pollDelay(Duration.ZERO)
                    .until(() -> !world.owned().containsKey(KafkaClients.memberName("goes", 0)));
            await().atMost(Duration.ofSeconds(60)).until(() -> stays.owned() == PARTITIONS_OF_BOTH_TOPICS);
        }
    }

    private void awaitShared() {
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
    }

    private static double processed(ProcessorPod pod) {
        return pod.count("gapless.processed.records", "path", "LIVE");
    }
}
