package dev.gapless.checkpoint.items.undo;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static dev.gapless.common.message.Decision.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.coverage.windows.CoverageRetractions;
import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.checkpoint.items.commit.LedgerRig;
import dev.gapless.checkpoint.items.undo.UndoResult.OfStream;
import dev.gapless.checkpoint.longrunning.operations.OperationStore;
import dev.gapless.checkpoint.longrunning.operations.OperationTestStarter;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.InferredDeleteUndo;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationPublisher;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationState;
import dev.gapless.common.operation.OperationWorker;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.InMemoryTopics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class UndoServiceIT {

    private static final UUID BACKFILL = new UUID(1, 2);
    private static final int ITEMS = 600;

    private static final LedgerRig LEDGER = new LedgerRig();

    private final InferredDeleteStore deletes =
            new InferredDeleteStore(LEDGER.database().client(), Duration.ofDays(30));
    private final UndoService plans = new UndoService(deletes);
    private final OperationStore operations =
            new OperationStore(LEDGER.database().client(), LEDGER.database().transaction(), 3, Duration.ofMillis(10));
    private final InMemoryTopics topics = new InMemoryTopics(TopicNames.CAPTURED_BACKFILL);
    private int arrived;
    private long offset = 1_000_000;

    @AfterAll
    static void close() {
        LEDGER.close();
    }

    @AfterEach
    void empty() {
        LEDGER.database()
                .jdbc()
                .execute(
                        "truncate item, item_version, inferred_delete, stream_fork, coverage_window, coverage_retraction, operation");
    }

    @Test
    void a_mass_of_inferred_deletes_by_a_broken_listing_is_undone_and_every_item_is_as_it_was() {
        List<Item> posts = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            Sighting one = post("item-" + i, i)
                    .version(i % 3)
                    .saying("\"ä " + i + "\"")
                    .at(i);
            posts.add((i % 2 == 0 ? one : one.mined()).item());
        }
        commit(posts);
        List<Map<String, @Nullable Object>> before = rows();
        List<Item> inferredDeletes = posts.stream().map(this::inferredDelete).toList();
        assertThat(commit(inferredDeletes)).containsOnly(CHANGED);

        UndoResult dry = undo(all(null), true);
        assertThat(dry.items()).isEqualTo(ITEMS);
        assertThat(dry.streams()).containsExactly(new OfStream("forum/ann/posts", ITEMS, List.of("window-1")));
        assertThat(sent()).isEmpty();
        assertThat(LEDGER.database().number("select count(*) from coverage_retraction"))
                .isZero();
        assertThat(LEDGER.database().number("select count(*) from item where not deleted"))
                .isZero();

        assertThat(undo(all(null), false).items()).isEqualTo(ITEMS);
        List<Item> restorations = arrived();
        assertThat(commit(restorations)).hasSize(ITEMS).containsOnly(NEW);
        assertThat(rows()).isEqualTo(before);

        assertThat(undo(all(null), false).items()).isZero();
        assertThat(commit(inferredDeletes)).as("redelivered").containsOnly(CHANGED);
        assertThat(commit(posts.stream().map(this::inferredDelete).toList()))
                .as("sent again, late")
                .doesNotContain(CHANGED);
        assertThat(commit(restorations)).as("redelivered").containsOnly(NEW);
        assertThat(commit(restorations.stream().map(this::elsewhere).toList()))
                .as("undone twice before the first had arrived")
                .containsOnly(DUPLICATE);
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void an_item_brought_back_is_seen_edited_and_deleted_like_any_other() {
        LEDGER.commit(post("a", 1).mined(), post("b", 2).mined());
        deleteAndUndo("a", 0);
        deleteAndUndo("b", 0);

        assertThat(LEDGER.commitOne(post("a", 10).mined())).isEqualTo(DUPLICATE);
        assertThat(LEDGER.commitOne(post("a", 11).mined().saying("\"other\""))).isEqualTo(CHANGED);
        assertThat(LEDGER.commitOne(post("a", 12).saying("\"live\""))).isEqualTo(CHANGED);
        assertThat(LEDGER.commitOne(post("a", 13).mined().saying("\"mined\""))).isEqualTo(STALE);
        assertThat(LEDGER.commitOne(post("a", 14).version(2).updated("\"two\"")))
                .isEqualTo(CHANGED);
        assertThat(LEDGER.commitOne(post("b", 15).deleted())).isEqualTo(CHANGED);
        assertThat(LEDGER.row("b")).containsEntry("deleted", true);
        assertThat(undo(all(null), false).items()).isZero();
        assertThat(LEDGER.row("a")).containsEntry("payload", "\"two\"");
    }

    @Test
    void a_new_walk_deletes_again_and_that_too_can_be_undone_but_no_late_copy_of_the_first_undoing_does_it() {
        LEDGER.commit(post("a", 1));
        CapturedRecord first = deleteAndUndo("a", 0);
        Sighting second = post("a", offset++).mined().inferredDelete(0).knowing(1);
        assertThat(LEDGER.commitOne(second)).isEqualTo(CHANGED);

        assertThat(commit(List.of(asItem(first)))).containsExactly(DUPLICATE);
        assertThat(LEDGER.row("a")).containsEntry("deleted", true);
        undo(all(null), false);
        assertThat(commit(arrived())).containsExactly(NEW);
        assertThat(LEDGER.row("a")).containsEntry("deleted", false).containsEntry("path", "LIVE");
        assertThat(LEDGER.commitOne(
                        post("a", offset++).mined().inferredDelete(0).knowing(1)))
                .isNotIn(NEW, CHANGED);
    }

    @Test
    void what_the_source_deletes_itself_meanwhile_stays_deleted() {
        LEDGER.commit(post("a", 1), post("b", 2));
        LEDGER.commit(
                post("a", 10).mined().inferredDelete(0), post("b", 11).mined().inferredDelete(0));
        undo(all(List.of("a")), false);

        assertThat(LEDGER.commit(post("a", 12).deleted(), post("b", 13).deleted()))
                .containsOnly(DUPLICATE);
        assertThat(commit(arrived())).doesNotContain(NEW, CHANGED);
        assertThat(LEDGER.row("a")).containsEntry("deleted", true);
        assertThat(undo(all(null), true).items()).isZero();
    }

    @Test
    void only_what_is_asked_for_and_young_enough_and_not_superseded_is_undone() {
        LEDGER.commit(
                post("a", 1),
                post("b", 2),
                post("c", 3),
                post("d", 4),
                post("e", 5).of("bob"));
        LEDGER.commit(
                post("a", 10).mined().inferredDelete(0),
                post("b", 11).mined().inferredDelete(0),
                post("c", 12).mined().inferredDelete(0),
                post("d", 13).inferredDelete(1),
                post("e", 14).of("bob").mined().inferredDelete(0));
        LEDGER.commitOne(post("c", 15).version(2).deleted());
        LEDGER.database()
                .jdbc()
                .update("update inferred_delete set inferred_at = now() - interval '31 days' where item_id = 'b'");

        assertThat(undo(new UndoRequest("forum", null, null, null, null, null), true)
                        .streams())
                .extracting(OfStream::stream)
                .containsExactly("forum/ann/posts", "forum/bob/posts");
        UndoResult asked = undo(all(List.of("a", "b", "c", "d", "never")), true);
        assertThat(asked.items()).isEqualTo(1);
        assertThat(asked.notFound()).containsExactly("b", "c", "d", "never");
        assertThat(undo(new UndoRequest("forum", "ann", null, null, Instant.EPOCH, null), true)
                        .items())
                .isZero();
        assertThat(undo(new UndoRequest("forum", "ann", null, Instant.EPOCH, null, null), true)
                        .items())
                .isEqualTo(1);
        assertThat(undo(new UndoRequest("other", null, null, null, null, null), true)
                        .items())
                .isZero();
        assertThat(deletes.drop()).isEqualTo(1);
    }

    @Test
    void what_a_fork_has_voided_since_stays_away() {
        LEDGER.commitOne(post("a", 1));
        LEDGER.commitOne(post("a", 10).mined().inferredDelete(0));
        LEDGER.fork(1, 50);
        undo(all(null), false);

        assertThat(commit(arrived())).doesNotContain(NEW, CHANGED);
    }

    @Test
    void what_the_walk_had_proven_is_taken_back_and_no_other_proof() {
        LEDGER.commitOne(post("a", 1));
        window("window-1:reconciled", "window-1:reconciled", "RECONCILED");
        window("merged:1", "merged:1", "RECONCILED");
        window("other:reconciled", "other:reconciled", "RECONCILED");
        window("live", "live", "HEARTBEAT_ATTESTED");
        LEDGER.commitOne(post("a", 10).mined().inferredDelete(0));
        undo(all(null), false);

        assertThat(LEDGER.database()
                        .jdbc()
                        .queryForList(
                                "select window_id from coverage_window where not isempty(covered) order by 1",
                                String.class))
                .containsExactly("live", "other:reconciled");
    }

    @Test
    void a_third_replica_finishes_what_two_that_died_had_begun_and_publishes_nothing_twice() throws Exception {
        List<Item> posts = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            posts.add(post("item-" + i, i).at(i).item());
        }
        commit(posts);
        commit(posts.stream().map(this::inferredDelete).toList());
        UUID id = start(all(null));
        InMemoryTopics.TopicsProducer first = topics.stuckAfter(250);
        InMemoryTopics.TopicsProducer second = topics.stuckAfter(20);
        try (OperationWorker dying = worker("first", first);
                OperationWorker dyingToo = worker("second", second);
                OperationWorker heir = worker("third", topics.producer())) {
            dying.start();
            first.awaitStuck();
            assertThat(sent()).hasSize(250);
            assertThat(operation(id).progress())
                    .extracting(OperationProgress::done, OperationProgress::total)
                    .containsExactly(200L, 600L);
            assertThat(operation(id).lease().owner()).isEqualTo("first");

            expireLeases();
            dyingToo.start();
            second.awaitStuck();
            assertThat(sent()).hasSize(270);
            // what is decided meanwhile is nothing to undo any more, and was undone all the same
            assertThat(commit(arrived().subList(0, 230))).containsOnly(NEW);

            expireLeases();
            heir.start();
            await().until(() -> operation(id).state() == OperationState.COMPLETED);
            first.fail();
            second.fail();
        }
        assertThat(operation(id).lease().attempts()).isEqualTo(3);
        assertThat(operation(id).progress().done()).isEqualTo(ITEMS);
        assertThat(JsonMapper.shared()
                        .readValue(operation(id).result(), UndoResult.class)
                        .items())
                .isEqualTo(ITEMS);
        arrived = 0;
        assertThat(sent()).hasSize(ITEMS);
        assertThat(sent()).extracting(CapturedRecord::itemId).doesNotHaveDuplicates();
    }

    @Test
    void a_record_that_kafka_never_takes_ends_the_operation_as_failed_and_not_as_running_for_ever() {
        commit(List.of(post("a", 1).at(1).item()));
        commit(List.of(inferredDelete(post("a", 1).at(1).item())));
        UUID id = start(all(null));
        InMemoryTopics.TopicsProducer refusing = topics.stuckAfter(0);
        refusing.fail();
        try (OperationWorker worker = worker("only", refusing)) {
            worker.start();
            await().until(() -> operation(id).state() == OperationState.FAILED);
        }
        assertThat(operation(id).lease().attempts()).isEqualTo(3);
        assertThat(operation(id).error()).contains("did not arrive");
    }

    @Test
    void an_operation_that_ends_its_process_again_and_again_is_left_as_failed_and_can_be_resumed() {
        UUID id = start(all(null));
        for (int death = 1; death <= 3; death++) {
            assertThat(operations.claim(OperationKind.UNDO, "dying", Duration.ofMinutes(1)))
                    .as("claim " + death)
                    .isPresent();
            expireLeases();
        }
        assertThat(operations.claim(OperationKind.UNDO, "next", Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(operation(id).state()).isEqualTo(OperationState.FAILED);
        assertThat(operation(id).error()).contains("3 times in a row");
        assertThat(operation(id).lease().owner()).isNull();

        assertThat(OperationTestStarter.resume(operations, operation(id))).isEmpty();
        assertThat(operations.claim(OperationKind.UNDO, "next", Duration.ofMinutes(1)))
                .isPresent();
    }

    private static void expireLeases() {
        LEDGER.database().jdbc().update("update operation set expires_at = clock_timestamp()");
    }

    private CapturedRecord deleteAndUndo(String id, int undoCount) {
        assertThat(LEDGER.commitOne(post(id, offset++).mined().inferredDelete(0).knowing(undoCount)))
                .isEqualTo(CHANGED);
        undo(all(List.of(id)), false);
        CapturedRecord restoration = sent().getFirst();
        assertThat(commit(arrived())).containsExactly(NEW);
        return restoration;
    }

    private static UndoRequest all(@Nullable List<String> items) {
        return new UndoRequest("forum", "ann", "posts", null, null, items);
    }

    private List<Decision> commit(List<Item> items) {
        return LEDGER.ledger().commit(items).stream()
                .map(verdict -> verdict.decision())
                .toList();
    }

    private Item inferredDelete(Item item) {
        return post(item.itemId(), offset++)
                .at(item.position())
                .version(item.version())
                .mined()
                .inferredDelete(0)
                .item();
    }

    /** What was sent since the last time, as a processor would ask about it. */
    private List<Item> arrived() {
        List<Item> items = sent().stream().map(this::asItem).toList();
        arrived += items.size();
        return items;
    }

    private List<CapturedRecord> sent() {
        return topics.records(TopicNames.CAPTURED_BACKFILL).stream()
                .skip(arrived)
                .map(record -> CapturedRecord.of(
                        name -> {
                            Header header = record.headers().lastHeader(name);
                            return header == null ? null : header.value();
                        },
                        record.value()))
                .toList();
    }

    private UndoResult undo(UndoRequest wanted, boolean dryRun) {
        if (dryRun) {
            return plans.plan(wanted);
        }
        UUID id = start(wanted);
        try (OperationWorker worker = worker("only", topics.producer())) {
            worker.start();
            await().until(() -> operation(id).state() == OperationState.COMPLETED);
        }
        return JsonMapper.shared().readValue(operation(id).result(), UndoResult.class);
    }

    private UUID start(UndoRequest wanted) {
        OperationRequest request = new OperationRequest(
                OperationKind.UNDO, wanted.source(), JsonMapper.shared().writeValueAsString(wanted), "somebody");
        return OperationTestStarter.start(operations, request);
    }

    private LongRunningOperation operation(UUID id) {
        return operations.find(id).orElseThrow();
    }

    private OperationWorker worker(String owner, Producer<byte[], byte[]> producer) {
        UndoJob job = new UndoJob(
                plans,
                deletes,
                new OperationPublisher(producer, topics::consumer),
                proofs(),
                new FakeClock(Instant.parse("2026-01-01T00:00:00Z")),
                new SimpleMeterRegistry());
        return new OperationWorker(operations, job, owner, Duration.ofMillis(5), Duration.ofSeconds(30));
    }

    private Item asItem(CapturedRecord record) {
        InferredDeleteUndo restored = InferredDeleteUndo.fromBytes(record.value());
        return new Item(
                record.stream(),
                record.itemId(),
                new Item.Content(
                        restored.position(),
                        restored.version(),
                        restored.operation(),
                        restored.hash(),
                        restored.payload(),
                        1,
                        null),
                new Item.Arrival(
                        record.path(), 1, record.provenance(), record.generation(), true, restored.undoCount()),
                new LogPosition(BACKFILL, 0, offset++));
    }

    private Item elsewhere(Item item) {
        return item.at(new LogPosition(BACKFILL, 0, offset++));
    }

    private List<Map<String, @Nullable Object>> rows() {
        return LEDGER.database().jdbc().queryForList("""
                        select item_id, position, version, operation % 3 as operation, deleted, encode(hash, 'hex') as hash,
                               payload, path, generation
                          from item
                         order by item_id
                        """);
    }

    private void window(String id, String part, String evidence) {
        LEDGER.database()
                .jdbc()
                .update(
                        "insert into coverage_window (source, account, stream, window_id, path, evidence, aspects, covered,"
                                + " opened_from, reach, open, epoch, generation, reported_at, part_of, opened_at) values"
                                + " ('forum', 'ann', 'posts', ?, 'MINED', ?, 7, '{[0,50)}', 0, 50, false, 1, 0, now(), ?, now())",
                        id,
                        evidence,
                        part);
    }

    private EvidenceRetraction proofs() {
        ForkLock gate = new ForkLock(LEDGER.database().jdbc());
        return new EvidenceRetraction(
                LEDGER.database().client(),
                new CoverageRetractions(
                        LEDGER.database().jdbc(), gate, LEDGER.database().transaction(), new SimpleMeterRegistry()),
                gate,
                LEDGER.database().transaction(),
                new FakeClock(Instant.parse("2026-01-01T00:00:00Z")));
    }
}
