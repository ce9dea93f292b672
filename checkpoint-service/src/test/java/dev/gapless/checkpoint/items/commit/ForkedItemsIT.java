package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static dev.gapless.common.message.Decision.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams whose source rewrites its history: the version is the generation of the reader. */
class ForkedItemsIT {

    private final LedgerRig ledger = new LedgerRig();

    @AfterEach
    void close() {
        ledger.close();
    }

    private static Sighting log(String id, long offset, long generation) {
        return post(id, offset).version(generation).generation(generation);
    }

    @Test
    void what_was_read_above_a_fork_without_knowing_of_it_is_refused() {
        ledger.fork(1, 99);

        assertThat(ledger.commitOne(log("a", 1, 0).at(100))).isEqualTo(STALE);
        assertThat(ledger.commitOne(log("b", 2, 0).at(99))).isEqualTo(NEW);
        assertThat(ledger.commitOne(log("c", 3, 1).at(100))).isEqualTo(NEW);
    }

    @Test
    void forks_of_other_streams_do_not_count() {
        ledger.fork(1, 99);

        assertThat(ledger.commitOne(log("a", 1, 0).of("bob").at(100))).isEqualTo(NEW);
    }

    @Test
    void an_orphan_is_deleted_and_seen_again_it_is_raised() {
        ledger.commitOne(log("a", 1, 0));
        ledger.fork(1, 50);

        assertThat(ledger.commitOne(log("a", 2, 0).inferredDelete(1))).isEqualTo(CHANGED);
        assertThat(ledger.row("a")).containsEntry("deleted", true);
        assertThat(ledger.commitOne(log("a", 3, 1))).isEqualTo(NEW);
        assertThat(ledger.row("a")).containsEntry("deleted", false).containsEntry("version", 1L);
    }

    @Test
    void what_was_seen_again_before_its_inferred_delete_came_is_not_deleted() {
        ledger.commitOne(log("a", 1, 0));
        ledger.fork(1, 50);
        assertThat(ledger.commitOne(log("a", 2, 1))).isEqualTo(DUPLICATE);

        assertThat(ledger.commitOne(log("a", 3, 0).inferredDelete(1))).isEqualTo(STALE);
        assertThat(ledger.row("a")).containsEntry("deleted", false).containsEntry("version", 1L);
    }

    @Test
    void an_inferred_delete_that_a_second_fork_overtook_still_deletes() {
        ledger.commitOne(log("a", 1, 0));
        ledger.fork(1, 50);
        ledger.fork(2, 40);

        assertThat(ledger.commitOne(log("a", 2, 0).inferredDelete(1))).isEqualTo(CHANGED);
    }
}
