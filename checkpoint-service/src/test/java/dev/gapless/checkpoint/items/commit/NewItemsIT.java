package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.CommitRequest.Item;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A new item is the same row and gets the same answer, whether it is copied or goes the careful way. */
class NewItemsIT {

    private static final int PACKED_FROM = 200;
    private static final PayloadRetention STORING = new PayloadRetention(PACKED_FROM, true, Duration.ofHours(1));

    private static final List<Item> ITEMS = List.of(
            post("live", 1).item(),
            post("mined", 2).mined().at(-5).version(0).generation(7).item(),
            post("updated", 3).updated("\"naïve 🚀\"").item(),
            post("deleted", 4).deleted().item(),
            post("concluded", 5).mined().inferredDelete(3).item(),
            post("restored", 6).mined().restored(2).item(),
            post("late-inferred-delete", 7).deleted().knowing(1).item(),
            post("packed", 8).saying("\"" + "x".repeat(PACKED_FROM) + "\"").item(),
            post("volatile", 9).item().hashed(-3, new byte[] {1, 2, 3}));

    private final LedgerRig copied = new LedgerRig(STORING);
    private final LedgerRig careful = new LedgerRig(STORING);

    @AfterEach
    void close() {
        copied.close();
        careful.close();
    }

    @Test
    void a_new_item_is_the_same_row_whichever_way_it_is_written() {
        List<ItemDecision> verdicts = copied.ledger().commit(ITEMS);

        assertThat(verdicts).containsExactlyElementsOf(carefully());
        assertThat(rows(copied)).hasSize(ITEMS.size()).containsExactlyElementsOf(rows(careful));
        // the careful way asks for the time row by row
        assertThat(count("select count(distinct accepted_at) from item")).isOne();
        assertThat(count("select count(*) from item where accepted_at between now() - interval '1 minute' and now()"))
                .isEqualTo(ITEMS.size());
    }

    private long count(String sql) {
        return copied.database().number(sql);
    }

    private List<@Nullable ItemDecision> carefully() {
        List<ConflictFreeBatches.BatchEntry> round =
                ConflictFreeBatches.of(ITEMS).getFirst();
        UpsertResultReader answers = new UpsertResultReader(round, round);
        new BatchStatements(careful.database().jdbc())
                .read(
                        UpsertStatement.sql(STORING),
                        ItemColumns.all(new PayloadCompression(PACKED_FROM)),
                        round,
                        answers);
        @Nullable ItemDecision[] verdicts = new @Nullable ItemDecision[ITEMS.size()];
        round.forEach(entry -> verdicts[entry.index()] = answers.verdict(entry));
        return Arrays.asList(verdicts);
    }

    private static List<@Nullable String> rows(LedgerRig rig) {
        return rig.database()
                .jdbc()
                .queryForList("select (to_jsonb(i) - 'accepted_at')::text from item i order by item_id", String.class);
    }
}
