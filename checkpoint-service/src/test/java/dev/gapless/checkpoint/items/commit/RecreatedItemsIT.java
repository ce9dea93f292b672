package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static dev.gapless.common.message.Decision.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Versions are times, as positions are. The item is created at 10, which the socket tells as 11, and deleted at 20. */
class RecreatedItemsIT {

    private final LedgerRig ledger = new LedgerRig();
    private long offset;

    @AfterEach
    void close() {
        ledger.close();
    }

    private ItemSightings.Sighting seen(long version) {
        return post("a", offset++).at(10).version(version);
    }

    @Test
    void the_socket_raises_what_a_page_has_brought_without_a_change() {
        assertThat(ledger.commitOne(seen(10).mined())).isEqualTo(NEW);
        assertThat(ledger.commitOne(seen(11))).isEqualTo(DUPLICATE);
        assertThat(ledger.commitOne(seen(10).mined())).isIn(STALE, DUPLICATE);
        assertThat(ledger.commitOne(seen(20).deleted())).isEqualTo(CHANGED);
    }

    @Test
    void one_that_the_socket_tells_to_be_created_again_stays_so_whatever_comes_late() {
        ledger.commitOne(seen(11));
        ledger.commitOne(seen(20).deleted());

        assertThat(ledger.commitOne(seen(10).mined())).as("a page in flight").isIn(STALE, DUPLICATE);
        assertThat(ledger.commitOne(seen(11))).as("the first creation again").isIn(STALE, DUPLICATE);
        assertThat(ledger.commitOne(seen(30))).isEqualTo(NEW);
        assertThat(ledger.commitOne(seen(20).deleted()))
                .as("the deletion again")
                .isIn(STALE, DUPLICATE);
        assertThat(ledger.commitOne(seen(10).mined())).isIn(STALE, DUPLICATE);
        assertThat(ledger.commitOne(seen(40).deleted())).isEqualTo(CHANGED);
    }

    @Test
    void one_that_a_reconciliation_found_is_not_published_again_by_its_own_event() {
        ledger.commitOne(seen(11));
        ledger.commitOne(seen(20).deleted());

        assertThat(ledger.commitOne(seen(35).mined())).isEqualTo(NEW);
        assertThat(ledger.commitOne(seen(30)))
                .as("created again before the walk")
                .isIn(STALE, DUPLICATE);
        assertThat(ledger.commitOne(seen(36))).as("or after its beginning").isEqualTo(DUPLICATE);
        assertThat(ledger.commitOne(seen(20).deleted())).isIn(STALE, DUPLICATE);
    }

    @Test
    void a_creation_that_is_under_way_does_not_raise_what_a_later_walk_found_deleted() {
        ledger.commitOne(seen(10).mined());

        assertThat(ledger.commitOne(seen(35).mined().inferredDelete(0))).isEqualTo(CHANGED);
        assertThat(ledger.commitOne(seen(11))).isIn(STALE, DUPLICATE);
        assertThat(ledger.commitOne(seen(40))).isEqualTo(NEW);
    }
}
