package dev.gapless.processor.intake;

import static dev.gapless.processor.fakes.Captured.captured;
import static dev.gapless.processor.fakes.Captured.received;
import static dev.gapless.processor.fakes.Captured.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.Operation;
import dev.gapless.common.message.Topics;
import dev.gapless.common.position.StreamId;
import dev.gapless.processor.backoff.Backoff;
import dev.gapless.processor.changes.ChangeKind;
import dev.gapless.processor.commit.Ledger;
import dev.gapless.processor.commit.LedgerOutcome;
import dev.gapless.processor.corrections.Corrections;
import dev.gapless.processor.corrections.Replacing;
import dev.gapless.processor.corrections.TestCorrections;
import dev.gapless.processor.fakes.Captured;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.fakes.InMemoryLedger;
import dev.gapless.processor.normalise.Normaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeciderTest {

    private static final Map<String, UUID> IDS =
            Map.of(Topics.CAPTURED_LIVE, Captured.TOPIC, Topics.CAPTURED_BACKFILL, new UUID(7, 10));

    private final FakeCatalog catalog = new FakeCatalog();
    private final InMemoryLedger ledger = new InMemoryLedger();
    private final List<DecidedSpan> noted = new ArrayList<>();
    private final List<Long> waits = new ArrayList<>();

    @Test
    void only_what_the_ledger_accepts_becomes_a_change() throws InterruptedException {
        Verdict verdict = decide(
                this::commit,
                captured("acc", "a", Door.LIVE, value(2, Operation.CREATE)),
                captured("acc", "a", Door.LIVE, value(1, Operation.CREATE)),
                captured("acc", "a", Door.LIVE, value(2, Operation.CREATE)),
                captured("acc", "a", Door.LIVE, value(2, Operation.DELETE)));

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
            captured("acc", "a", Door.LIVE, value(1, Operation.CREATE)),
            captured("acc", "a", Door.LIVE, value(2, Operation.UPDATE))
        };

        Verdict first = decide(this::commit, batch);
        Verdict again = decide(this::commit, batch);

        assertThat(again.changes()).hasSize(2);
        assertThat(again.changes())
                .extracting(change -> change.item().logPosition().changeId())
                .isEqualTo(first.changes().stream()
                        .map(change -> change.item().logPosition().changeId())
                        .toList());
    }

    @Test
    void while_the_scheduler_is_away_nothing_is_refused_and_the_batch_waits() throws InterruptedException {
        catalog.away(true);

        Verdict verdict = decide(this::commit, captured("acc", "a", Door.LIVE, value(1, Operation.CREATE)));

        assertThat(waits).hasSize(3).allMatch(millis -> millis <= 1_000);
        assertThat(verdict.refused()).isEmpty();
        assertThat(verdict.changes()).hasSize(1);
    }

    @Test
    void what_a_replay_put_back_goes_by_its_own_door_in_its_place() throws InterruptedException {
        List<String> asked = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String id : List.of("a", "b", "c", "d")) {
            records.add(received(captured("acc", id, Door.MINED, value(1, Operation.CREATE)), records.size()));
        }
        records.get(1).headers().add(Replacing.HEADER, new Replacing(null).toHeader());

        Verdict verdict = decider(
                        (items, spans) -> {
                            items.forEach(item -> asked.add("commit " + item.itemId()));
                            return commit(items, spans);
                        },
                        correction -> {
                            asked.add("correct " + correction.item().itemId());
                            return new LedgerOutcome.Decided(Decision.CHANGED);
                        })
                .decide(records, IDS, List.of());

        assertThat(asked).containsExactly("commit a", "correct b", "commit c", "commit d");
        assertThat(verdict.decided())
                .extracting(Decided::decision)
                .containsExactly(Decision.NEW, Decision.CHANGED, Decision.NEW, Decision.NEW);
    }

    /** Else the floor would never pass a record that cannot be read, and nothing behind it would ever be held. */
    @Test
    void what_is_decided_of_the_partitions_is_told_also_when_all_records_are_refused() throws InterruptedException {
        DecidedSpan span = new DecidedSpan(new UUID(1, 1), 0, 0, 1, 0);
        CapturedRecord broken = captured("acc", "a", Door.LIVE, "oops");

        Verdict verdict =
                decider(this::commit, TestCorrections.none()).decide(List.of(received(broken, 0)), IDS, List.of(span));

        assertThat(verdict.refused()).hasSize(1);
        assertThat(noted).containsExactly(span);
    }

    @Test
    void a_record_that_meets_a_bug_costs_no_other_record() throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String id : List.of("before", "bug", "after")) {
            records.add(received(captured("acc", id, Door.LIVE, value(1, Operation.CREATE)), records.size()));
        }
        catalog.failing(new IllegalStateException("a bug"), "bug");
        records.set(1, received(ofSource("bug"), 1));

        Verdict verdict = decider(this::commit, TestCorrections.none()).decide(records, IDS, List.of());

        assertThat(verdict.changes()).hasSize(2);
        assertThat(verdict.refused()).singleElement().satisfies(one -> {
            assertThat(one.raw().offset()).isEqualTo(1);
            assertThat(one.letter().rule()).isEqualTo("processor-failed");
            assertThat(one.letter().detail()).isEqualTo("IllegalStateException");
        });
        assertThat(waits).isEmpty();
    }

    private static CapturedRecord ofSource(String source) {
        return new CapturedRecord(
                new StreamId(source, "acc", "posts"),
                "a",
                CapturedRecord.Shape.FRAME,
                new byte[] {1},
                Door.LIVE,
                Captured.RECEIVED,
                "window-1",
                0);
    }

    private List<LedgerOutcome> commit(List<Item> items, List<DecidedSpan> spans) {
        noted.addAll(spans);
        return ledger.commit(items).stream()
                .<LedgerOutcome>map(LedgerOutcome.Decided::new)
                .toList();
    }

    private Verdict decide(Ledger asked, CapturedRecord... captured) throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (CapturedRecord one : captured) {
            records.add(received(one, records.size()));
        }
        return decider(asked, TestCorrections.none()).decide(records, IDS, List.of());
    }

    private Decider decider(Ledger asked, Corrections corrections) {
        return new Decider(new Normaliser(catalog), asked, corrections, new Backoff(new SplittableRandom(1)), wait -> {
            waits.add(wait.toMillis());
            catalog.away(waits.size() < 3);
        });
    }
}
