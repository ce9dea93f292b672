package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.LogPosition;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WalIT {

    private static final int ITEMS = 1_000;

    private final LedgerRig ledger = new LedgerRig();

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_batch_of_duplicates_and_of_older_versions_writes_nothing() {
        ledger.ledger().commit(batch(0, 5));
        // so that no page is still to be marked by its first reader
        ledger.database().jdbc().execute("vacuum item");
        ledger.database().jdbc().execute("vacuum item_version");
        List<Item> known = batch(ITEMS, 5);
        List<Item> older = batch(2 * ITEMS, 4);
        List<Item> redelivered = batch(0, 5);

        // the server's own background work may write meanwhile, but not each time
        Awaitility.await().untilAsserted(() -> {
            long before = written();
            ledger.ledger().commit(known);
            ledger.ledger().commit(older);
            ledger.ledger().commit(redelivered);
            assertThat(written() - before).isLessThan(256);
        });
    }

    @Test
    void a_duplicate_by_a_path_not_seen_yet_is_noted_once_and_then_writes_nothing() {
        ledger.ledger().commit(batch(0, 5));
        List<Item> mined = batch(ITEMS, 5).stream().map(WalIT::byTheOtherPath).toList();
        ledger.ledger().commit(mined);
        assertThat(ledger.database().number("select count(*) from item where seen_mined_by = 'task-1'"))
                .isEqualTo(ITEMS);
        ledger.database().jdbc().execute("vacuum item");
        ledger.database().jdbc().execute("vacuum item_version");

        Awaitility.await().untilAsserted(() -> {
            long before = written();
            ledger.ledger().commit(mined);
            assertThat(written() - before).isLessThan(256);
        });
    }

    private static Item byTheOtherPath(Item item) {
        return new Item(
                item.streamId(),
                item.itemId(),
                new Item.Content(item.position(), item.version(), item.operation(), item.hash(), item.payload()),
                new Item.Arrival(
                        IngestPath.MINED, item.seenAtMicros(), "task-1", item.generation(), item.inferred(), 0),
                new LogPosition(item.topicId(), 1, item.offset()));
    }

    private long written() {
        return ledger.database().number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
    }

    private static List<Item> batch(long firstOffset, long version) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            items.add(post("item-" + i, firstOffset + i)
                    .version(version)
                    .saying("\"" + version + "\"")
                    .item());
        }
        return items;
    }
}
