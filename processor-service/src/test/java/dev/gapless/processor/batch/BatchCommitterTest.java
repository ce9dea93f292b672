package dev.gapless.processor.batch;

import static dev.gapless.processor.fakes.CapturedRecords.captured;
import static dev.gapless.processor.fakes.CapturedRecords.received;
import static dev.gapless.processor.fakes.CapturedRecords.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.ParkedSources;
import dev.gapless.common.message.ParkedSources.Place;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.common.tracing.RecordTracer;
import dev.gapless.common.tracing.TraceParent;
import dev.gapless.processor.changes.ChangeKind;
import dev.gapless.processor.commit.CommitClient;
import dev.gapless.processor.commit.LedgerOutcome;
import dev.gapless.processor.commit.TracedItemHeaders;
import dev.gapless.processor.corrections.CorrectionClient;
import dev.gapless.processor.corrections.ReplacesHeader;
import dev.gapless.processor.corrections.TestCorrections;
import dev.gapless.processor.fakes.CapturedRecords;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.InMemoryLedger;
import dev.gapless.processor.offsets.BatchParking;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchCommitterTest {

    private static final StreamId LATE = new StreamId("late", "acc", "posts");
    private static final Map<String, UUID> IDS =
            Map.of(TopicNames.CAPTURED_LIVE, CapturedRecords.TOPIC, TopicNames.CAPTURED_BACKFILL, new UUID(7, 10));

    private final FakeCatalog catalog = new FakeCatalog();
    private final InMemoryLedger ledger = new InMemoryLedger();
    private final List<DecidedSpan> noted = new ArrayList<>();
    private RecordTracer tracer = RecordTracer.OFF;

    /** Never asks again. */
    private final AwaitedSources awaited = new AwaitedSources(
            catalog,
            RetryBackoff.halfJitter(Duration.ofMillis(50), Duration.ofSeconds(1), new SplittableRandom(1)),
            pause -> new CountDownLatch(1).await());

    @Test
    void only_what_the_ledger_accepts_becomes_a_change() throws InterruptedException {
        CommitResult verdict = decide(
                this::commit,
                captured("acc", "a", IngestPath.LIVE, value(2, ItemOperation.CREATE)),
                captured("acc", "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)),
                captured("acc", "a", IngestPath.LIVE, value(2, ItemOperation.CREATE)),
                captured("acc", "a", IngestPath.LIVE, value(2, ItemOperation.DELETE)));

        assertThat(verdict.changes())
                .extracting(change -> change.item().offset())
                .containsExactly(0L, 3L);
        assertThat(verdict.changes())
                .extracting(change -> change.kind())
                .containsExactly(ChangeKind.CREATED, ChangeKind.DELETED);
        assertThat(verdict.refused()).isEmpty();
    }

    @Test
    void the_same_batch_again_is_the_same_changes_again() throws InterruptedException {
        CapturedRecord[] batch = {
            captured("acc", "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)),
            captured("acc", "a", IngestPath.LIVE, value(2, ItemOperation.UPDATE))
        };

        CommitResult first = decide(this::commit, batch);
        CommitResult again = decide(this::commit, batch);

        assertThat(again.changes()).hasSize(2);
        assertThat(again.changes())
                .extracting(change -> change.item().logPosition().changeId())
                .isEqualTo(first.changes().stream()
                        .map(change -> change.item().logPosition().changeId())
                        .toList());
    }

    @Test
    void a_source_whose_manifest_cannot_be_had_costs_no_other_source_and_is_asked_for_once_by_the_batch()
            throws InterruptedException {
        catalog.away("late", true);

        CommitResult verdict = decide(
                this::commit,
                captured(LATE, "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)),
                captured("acc", "b", IngestPath.LIVE, value(1, ItemOperation.CREATE)),
                captured(LATE, "c", IngestPath.LIVE, value(1, ItemOperation.CREATE)));

        assertThat(verdict.changes())
                .extracting(change -> change.item().itemId())
                .containsExactly("b");
        assertThat(verdict.parked()).extracting(parked -> parked.raw().offset()).containsExactly(0L, 2L);
        assertThat(verdict.refused()).isEmpty();
        assertThat(awaited.isAwaited("late")).isTrue();
    }

    @Test
    void what_was_written_by_us_waits_too_behind_what_waits_of_its_source() throws InterruptedException {
        catalog.away("late", true);
        CapturedRecord inferredDelete = new CapturedRecord(
                LATE,
                "a",
                CapturedRecord.RecordKind.INFERRED_DELETE,
                new InferredDelete(1, 1).toBytes(),
                IngestPath.LIVE,
                CapturedRecords.RECEIVED,
                "task",
                0);

        CommitResult verdict = decide(
                this::commit, captured(LATE, "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)), inferredDelete);

        assertThat(verdict.parked()).hasSize(2);
    }

    @Test
    void a_source_of_which_records_wait_waits_though_its_manifest_can_be_had_by_now() throws InterruptedException {
        ParkedSources parked = ParkedSources.NONE.with("late", Place.at(5));
        BatchParking waiting =
                new BatchParking(Map.of(new TopicPartition(TopicNames.CAPTURED_BACKFILL, 3), parked), Map.of());

        CommitResult verdict = decider(this::commit, TestCorrections.none())
                .decide(
                        List.of(received(captured(LATE, "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)), 9)),
                        IDS,
                        List.of(),
                        waiting);

        assertThat(verdict.parked()).hasSize(1);
        assertThat(waiting.after())
                .containsEntry(
                        new TopicPartition(TopicNames.CAPTURED_LIVE, 3), ParkedSources.NONE.with("late", Place.at(9)));
    }

    @Test
    void records_of_an_unknown_source_are_one_question() throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int n = 0; n < 50; n++) {
            records.add(received(ofSource("nobody"), n));
        }

        CommitResult verdict = decider(this::commit, TestCorrections.none()).decide(records, IDS, List.of(), none());

        assertThat(verdict.refused()).hasSize(50);
        assertThat(catalog.asked()).containsExactly("nobody");
    }

    @Test
    void what_a_replay_put_back_goes_by_its_own_path_in_its_place() throws InterruptedException {
        List<String> asked = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String id : List.of("a", "b", "c", "d")) {
            records.add(
                    received(captured("acc", id, IngestPath.MINED, value(1, ItemOperation.CREATE)), records.size()));
        }
        records.get(1).headers().add(ReplacesHeader.HEADER, new ReplacesHeader(null).toHeader());

        CommitResult verdict = decider(
                        (items, spans) -> {
                            items.forEach(item -> asked.add("commit " + item.itemId()));
                            return commit(items, spans);
                        },
                        correction -> {
                            asked.add("correct " + correction.item().itemId());
                            return new LedgerOutcome.Decided(Decision.CHANGED);
                        })
                .decide(records, IDS, List.of(), none());

        assertThat(asked).containsExactly("commit a", "correct b", "commit c", "commit d");
        assertThat(verdict.decided())
                .extracting(RecordDecision::decision)
                .containsExactly(Decision.NEW, Decision.CHANGED, Decision.NEW, Decision.NEW);
    }

    /** Else the floor would never pass a record that cannot be read, and nothing behind it would ever be held. */
    @Test
    void what_is_decided_of_the_partitions_is_told_also_when_all_records_are_refused() throws InterruptedException {
        DecidedSpan span = new DecidedSpan(new UUID(1, 1), 0, 0, 1, 0);
        CapturedRecord broken = captured("acc", "a", IngestPath.LIVE, "oops");

        CommitResult verdict = decider(this::commit, TestCorrections.none())
                .decide(List.of(received(broken, 0)), IDS, List.of(span), none());

        assertThat(verdict.refused()).hasSize(1);
        assertThat(noted).containsExactly(span);
    }

    @Test
    void what_is_told_as_decided_ends_before_the_first_record_that_waits() throws InterruptedException {
        catalog.away("late", true);
        DecidedSpan live = new DecidedSpan(CapturedRecords.TOPIC, 3, 0, 10, 0);
        DecidedSpan history = new DecidedSpan(new UUID(7, 10), 3, 0, 1, 0);

        CommitResult _ = decider(this::commit, TestCorrections.none())
                .decide(
                        List.of(received(captured(LATE, "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)), 9)),
                        IDS,
                        List.of(live, history),
                        none());

        assertThat(noted).containsExactly(new DecidedSpan(CapturedRecords.TOPIC, 3, 0, 9, 0), history);
    }

    @Test
    void a_record_that_meets_a_bug_costs_no_other_record() throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String id : List.of("before", "bug", "after")) {
            records.add(received(captured("acc", id, IngestPath.LIVE, value(1, ItemOperation.CREATE)), records.size()));
        }
        catalog.failing(new IllegalStateException("a bug"), "bug");
        records.set(1, received(ofSource("bug"), 1));

        CommitResult verdict = decider(this::commit, TestCorrections.none()).decide(records, IDS, List.of(), none());

        assertThat(verdict.changes()).hasSize(2);
        assertThat(verdict.refused()).singleElement().satisfies(one -> {
            assertThat(one.raw().offset()).isEqualTo(1);
            assertThat(one.letter().rule()).isEqualTo("processor-failed");
            assertThat(one.letter().detail()).isEqualTo("IllegalStateException");
        });
    }

    private static CapturedRecord ofSource(String source) {
        return new CapturedRecord(
                new StreamId(source, "acc", "posts"),
                "a",
                CapturedRecord.RecordKind.FRAME,
                new byte[] {1},
                IngestPath.LIVE,
                CapturedRecords.RECEIVED,
                "window-1",
                0);
    }

    private List<LedgerOutcome> commit(List<Item> items, List<DecidedSpan> spans) {
        noted.addAll(spans);
        return ledger.commit(items).stream()
                .<LedgerOutcome>map(LedgerOutcome.Decided::new)
                .toList();
    }

    private CommitResult decide(CommitClient asked, CapturedRecord... captured) throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (CapturedRecord one : captured) {
            records.add(received(one, records.size()));
        }
        return decider(asked, TestCorrections.none()).decide(records, IDS, List.of(), none());
    }

    private BatchCommitter decider(CommitClient asked, CorrectionClient corrections) {
        return new BatchCommitter(catalog, awaited, asked, corrections, tracer);
    }

    @Test
    void the_change_of_a_traced_record_goes_on_under_its_trace_and_the_ledger_is_told_which_items_are_traced()
            throws InterruptedException {
        tracer = new RecordTracer(SdkTracerProvider.builder().build().get("test"), 0);
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        ConsumerRecord<byte[], byte[]> plain =
                received(captured("acc", "a", IngestPath.LIVE, value(1, ItemOperation.CREATE)), 0);
        ConsumerRecord<byte[], byte[]> traced =
                received(captured("acc", "b", IngestPath.LIVE, value(1, ItemOperation.CREATE)), 1);
        traced.headers().add(TraceParent.HEADER, parent.getBytes(StandardCharsets.US_ASCII));
        List<String> requests = new ArrayList<>();
        CommitClient asked = (items, spans) -> {
            requests.add(Span.current().getSpanContext().getTraceId() + " " + TracedItemHeaders.of(items));
            return commit(items, spans);
        };

        CommitResult verdict =
                decider(asked, TestCorrections.none()).decide(List.of(plain, traced), IDS, List.of(), none());

        assertThat(verdict.changes().getFirst().trace().isValid()).isFalse();
        assertThat(verdict.changes().getLast().trace().getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(requests)
                .singleElement()
                .asString()
                .startsWith("0af7651916cd43dd8448eb211c80319c 1=00-0af7651916cd43dd8448eb211c80319c-");
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    private static BatchParking none() {
        return new BatchParking(Map.of(), Map.of());
    }
}
