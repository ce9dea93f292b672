package dev.gapless.checkpoint.ledger;

import static dev.gapless.checkpoint.ledger.Sightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CommitRequest.Item;
import java.time.Duration;
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
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            long before = written();
            ledger.ledger().commit(known);
            ledger.ledger().commit(older);
            ledger.ledger().commit(redelivered);
            assertThat(written() - before).isLessThan(256);
        });
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
