package dev.gapless.processor.replay;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationLedger;
import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationState;
import dev.gapless.common.operation.OperationWorker;
import dev.gapless.processor.batch.ChangePublishers;
import dev.gapless.processor.capturedlog.CapturedTopics;
import dev.gapless.processor.capturedlog.RecordSelection;
import dev.gapless.processor.fakes.CapturedRecords;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.FakeCommitService;
import dev.gapless.processor.fakes.InMemoryOperationLedger;
import dev.gapless.processor.fakes.KafkaWorld;
import dev.gapless.processor.fakes.SeenChange;
import dev.gapless.processor.intake.ProcessorPod;
import dev.gapless.processor.normalise.RecordNormaliser;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import tools.jackson.databind.json.JsonMapper;

/** The manifest was wrong, and is corrected: the items that it had read wrongly become right, and no others change. */
class ReplaySummaryIT {

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final FakeCatalog catalog = new FakeCatalog();
    private final KafkaWorld world = new KafkaWorld();
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", world.servers()), new ByteArraySerializer(), new ByteArraySerializer());

    ReplaySummaryIT() throws ExecutionException, InterruptedException {}

    @AfterEach
    void close() {
        producer.close();
        checkpoint.close();
        world.close();
    }

    @Test
    void a_corrected_mapping_lists_exactly_the_items_that_differ_and_applies_them_once()
            throws ExecutionException, InterruptedException {
        // the wrong mapping swallows what is written in capitals, and reads the rest as it should
        catalog.mapping(text -> text.toLowerCase(Locale.ROOT));
        world.send(
                captured(world.account(), "loud", IngestPath.LIVE, "10|1|CREATE|LOUD"),
                captured(world.account(), "edited", IngestPath.LIVE, "20|1|CREATE|FIRST"),
                captured(world.account(), "edited", IngestPath.LIVE, "20|2|UPDATE|SECOND"),
                captured(world.account(), "mined", IngestPath.MINED, "30|1|CREATE|OLD"),
                captured(world.account(), "quiet", IngestPath.LIVE, "40|1|CREATE|quiet"),
                captured(world.account(), "gone", IngestPath.LIVE, value(1, ItemOperation.CREATE)),
                captured(world.account(), "gone", IngestPath.LIVE, value(2, ItemOperation.DELETE)));
        try (ProcessorPod pod =
                ProcessorPod.start(world, "replaying", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
            assertThat(differences()).isEmpty();

            catalog.mapping(text -> text);
            assertThat(differences()).containsExactlyInAnyOrder("loud CONTENT", "edited CONTENT", "mined CONTENT");
            assertThat(changes()).hasSize(7);

            assertThat(applied()).isEqualTo(3);
            world.awaitProcessed();
            assertThat(differences()).isEmpty();
            assertThat(applied()).isZero();
            world.awaitProcessed();
            assertThat(pod.count("gapless.processor.retries")).isZero();
        }
        assertThat(changes()).hasSize(10);
        assertThat(changes())
                .extracting(change -> change.item() + " " + change.version() + " " + change.value())
                .contains(
                        "loud 1 {\"id\":\"loud\",\"text\":\"LOUD\"}",
                        "edited 2 {\"id\":\"edited\",\"text\":\"SECOND\"}",
                        "mined 1 {\"id\":\"mined\",\"text\":\"OLD\"}")
                .doesNotContain("edited 1 {\"id\":\"edited\",\"text\":\"FIRST\"}");
        assertThat(changes()).extracting(SeenChange::id).doesNotHaveDuplicates();
    }

    @Test
    void records_that_could_not_be_read_are_items_now_and_those_that_still_cannot_are_counted()
            throws ExecutionException, InterruptedException {
        catalog.mapping(text -> {
            throw new IllegalStateException("a mapping that does not fit");
        });
        world.send(
                captured(world.account(), "a", IngestPath.LIVE, "10|1|CREATE|text"),
                captured(world.account(), "b", IngestPath.LIVE, "garbage"));
        try (ProcessorPod pod = ProcessorPod.start(world, "unread", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
            assertThat(pod.count("gapless.dead.letters")).isEqualTo(2);

            catalog.mapping(text -> text);
            ReplaySummary replay = replay();
            assertThat(replay.differences()).hasSize(1);
            assertThat(replay.refused()).containsEntry("fake-form", 1L);
            assertThat(differences()).containsExactly("a MISSING");
            assertThat(applied()).isEqualTo(1);
            world.awaitProcessed();
            assertThat(differences()).isEmpty();
        }
        assertThat(changes()).extracting(SeenChange::item).containsExactly("a");
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        ReplayLines.write(replay(), lines);
        assertThat(lines.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("\"records\":3");
    }

    @Test
    void a_replay_whose_replica_died_is_finished_by_another_and_nothing_is_published_twice() throws Exception {
        int all = 230;
        catalog.mapping(text -> text.toLowerCase(Locale.ROOT));
        for (int i = 0; i < all; i++) {
            world.send(captured(world.account(), "item-" + i, IngestPath.LIVE, i + "|1|CREATE|LOUD " + i));
        }
        try (var _ = ProcessorPod.start(world, "before", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
        }
        catalog.mapping(text -> text);
        // no processor decides what the dying replica sent: only the topic tells the heir of it
        InMemoryOperationLedger operations = operation();
        StuckKafkaProducer stuck = new StuckKafkaProducer(producer, 150);
        try (OperationWorker dying = worker(operations, "first", stuck);
                OperationWorker heir = worker(operations, "second", producer)) {
            dying.start();
            stuck.awaitStuck();
            assertThat(operations.operation().progress().done()).isEqualTo(100);

            operations.expire();
            heir.start();
            await().until(() -> operations.operation().state() == OperationState.COMPLETED);
            stuck.fail();
        }
        assertThat(operations.operation().lease().attempts()).isEqualTo(2);
        assertThat(provenances("replay " + operations.operation().id()))
                .hasSize(all)
                .doesNotHaveDuplicates();
        try (ProcessorPod pod = ProcessorPod.start(world, "after", checkpoint, catalog, ChangePublishers.toKafka())) {
            world.awaitProcessed();
            assertThat(differences()).isEmpty();
            assertThat(pod.count("gapless.processor.retries")).isZero();
        }
        assertThat(changes()).hasSize(2 * all);
        assertThat(changes()).extracting(SeenChange::id).doesNotHaveDuplicates();
    }

    /** Keys of the records that a replay put on the topic. */
    private List<String> provenances(String provenance) {
        return world.committed(TopicNames.CAPTURED_BACKFILL).stream()
                .filter(record -> new String(
                                record.headers()
                                        .lastHeader(CapturedRecord.PROVENANCE)
                                        .value(),
                                StandardCharsets.UTF_8)
                        .equals(provenance))
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> differences() throws InterruptedException {
        return replay().differences().stream()
                .map(each -> each.now().item().itemId() + " " + each.what())
                .toList();
    }

    private ReplaySummary replay() throws InterruptedException {
        return replays().compareUnlessBusy(selection()).orElseThrow();
    }

    private long applied() {
        InMemoryOperationLedger operations = operation();
        try (OperationWorker worker = worker(operations, "only", producer)) {
            worker.start();
            await().until(() -> operations.operation().state() == OperationState.COMPLETED);
        }
        return JsonMapper.shared()
                .readTree(operations.operation().result())
                .get("applied")
                .asLong();
    }

    private InMemoryOperationLedger operation() {
        return new InMemoryOperationLedger(new OperationRequest(
                OperationKind.REPLAY,
                "fake",
                JsonMapper.shared().writeValueAsString(ReplayRequest.of(selection())),
                "somebody"));
    }

    private OperationWorker worker(OperationLedger operations, String owner, Producer<byte[], byte[]> sending) {
        OperationPublisher publisher = new OperationPublisher(
                sending,
                () -> new KafkaConsumer<>(
                        Map.of("bootstrap.servers", world.servers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer()));
        return new OperationWorker(
                operations,
                new ReplayJob(replays(), publisher, new SimpleMeterRegistry()),
                owner,
                Duration.ofMillis(10),
                Duration.ofSeconds(30));
    }

    private ReplayService replays() {
        var kafka = new KafkaProperties();
        kafka.setBootstrapServers(List.of(world.servers()));
        return new ReplayService(
                new CapturedTopics(kafka),
                new RecordNormaliser(catalog),
                new HttpHeldItemClient(checkpoint.client()),
                1_000);
    }

    private RecordSelection selection() {
        return new RecordSelection(
                "fake",
                world.account(),
                null,
                CapturedRecords.RECEIVED.minus(Duration.ofHours(1)),
                CapturedRecords.RECEIVED.plus(Duration.ofHours(1)));
    }

    private List<SeenChange> changes() {
        return world.committed(TopicNames.CHANGES).stream().map(SeenChange::of).toList();
    }
}
