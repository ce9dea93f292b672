package dev.gapless.processor.replay;

import static dev.gapless.processor.fakes.CapturedRecords.received;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CapturedRecord.RecordKind;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.InferredDeleteUndo;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LedgerItem;
import dev.gapless.common.position.StreamId;
import dev.gapless.processor.fakes.CapturedRecords;
import dev.gapless.processor.fakes.FakeCatalog;
import dev.gapless.processor.normalise.NormalisationResult;
import dev.gapless.processor.normalise.RecordNormaliser;
import dev.gapless.processor.replay.ReplayDifference.What;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayDifferenceTest {

    private static final String READ = "window-1";
    private static final String NOT_READ = "task of another day";

    private final RecordNormaliser normaliser = new RecordNormaliser(new FakeCatalog());

    @Test
    void what_its_own_records_explain_may_become_older() {
        ReplayedItem now = reread("10|3|CREATE|right");

        assertThat(what(now, held(now, 1_000, READ))).contains(What.VERSION);
    }

    @Test
    void what_another_record_wrote_may_become_newer_only() {
        ReplayedItem now = reread("10|3|CREATE|right");

        assertThat(what(now, held(now, 1_000, NOT_READ))).isEmpty();
        assertThat(what(now, held(now, 2, NOT_READ))).contains(What.VERSION);
    }

    @Test
    void what_is_held_as_it_is_read_is_no_difference_and_nothing_is_missing_of_a_deleted_one() {
        ReplayedItem now = reread("10|3|CREATE|right");

        assertThat(what(now, held(now, 3, READ))).isEmpty();
        assertThat(what(now, null)).contains(What.MISSING);
        assertThat(what(reread("10|3|DELETE|"), null)).isEmpty();
    }

    @Test
    void of_equals_the_live_one_wins_and_else_the_later_one() {
        ReplayedItem item = new ReplayedItem(sighted(IngestPath.MINED, 1, "10|3|CREATE|mined"));
        item.add(sighted(IngestPath.LIVE, 2, "10|3|CREATE|live"));
        item.add(sighted(IngestPath.MINED, 3, "10|3|CREATE|mined again"));
        item.add(sighted(IngestPath.LIVE, 4, "10|3|CREATE|live again"));
        item.add(sighted(IngestPath.LIVE, 5, "10|2|UPDATE|older"));

        assertThat(item.winner().item().offset()).isEqualTo(4);
    }

    @Test
    void an_item_whose_concluded_delete_was_undone_lives_until_its_source_deletes_it() {
        ReplayedItem item = new ReplayedItem(sighted(IngestPath.MINED, 1, "10|3|CREATE|text"));
        item.add(sighted(RecordKind.INFERRED_DELETE, 2, new InferredDelete(10, 3).toBytes()));
        assertThat(item.winner().item().operation()).isEqualTo(ItemOperation.DELETE);

        item.add(sighted(RecordKind.INFERRED_DELETE_UNDO, 3, restoration(1)));
        item.add(sighted(RecordKind.INFERRED_DELETE, 4, new InferredDelete(10, 3).toBytes()));
        assertThat(item.winner().item().offset()).isEqualTo(3);

        item.add(sighted(IngestPath.LIVE, 5, "10|3|DELETE|"));
        item.add(sighted(RecordKind.INFERRED_DELETE_UNDO, 6, restoration(2)));
        assertThat(item.winner().item().offset()).isEqualTo(5);
    }

    private static byte[] restoration(int undoCount) {
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        return new InferredDeleteUndo(10, 3, undoCount, ItemOperation.CREATE, new byte[32], text).toBytes();
    }

    private static Optional<What> what(ReplayedItem now, @Nullable LedgerItem held) {
        return ReplayDifference.of(now, held).map(ReplayDifference::what);
    }

    private static LedgerItem held(ReplayedItem now, long version, String provenance) {
        var item = now.winner().item();
        return new LedgerItem(
                item.itemId(),
                item.position(),
                version,
                ItemOperation.CREATE,
                0,
                item.hash(),
                IngestPath.LIVE,
                provenance,
                item.seenAtMicros());
    }

    private ReplayedItem reread(String value) {
        return new ReplayedItem(sighted(IngestPath.LIVE, 1, value));
    }

    private NormalisationResult.Sighted sighted(RecordKind shape, long offset, byte[] value) {
        CapturedRecord captured = new CapturedRecord(
                new StreamId("fake", "acc", "posts"),
                "a",
                shape,
                value,
                IngestPath.MINED,
                CapturedRecords.RECEIVED,
                "task",
                0);
        return (NormalisationResult.Sighted) normaliser.normalise(received(captured, offset), CapturedRecords.TOPIC);
    }

    private NormalisationResult.Sighted sighted(IngestPath path, long offset, String value) {
        var record = received(CapturedRecords.captured("acc", "a", path, value), offset);
        return (NormalisationResult.Sighted) normaliser.normalise(record, CapturedRecords.TOPIC);
    }
}
