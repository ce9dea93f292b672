package dev.gapless.checkpoint.ledger;

import static dev.gapless.checkpoint.ledger.Sightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.ledger.Sightings.Sighting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The answer got lost, and the processor asks again: what was accepted must be accepted again, to be published. */
class RedeliveryIT {

    private final LedgerRig ledger = new LedgerRig();

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void two_versions_of_one_item_are_answered_as_they_were_decided() {
        Sighting[] batch = {post("a", 1), post("a", 2).version(2).updated("\"again\""), post("a", 3)};
        assertThat(ledger.commit(batch)).containsExactly(NEW, CHANGED, DUPLICATE);

        assertThat(ledger.commit(batch)).containsExactly(NEW, CHANGED, DUPLICATE);
        assertThat(ledger.row("a")).containsEntry("version", 2L);
        assertThat(ledger.versions("a")).isEqualTo(2);
    }

    @Test
    void records_that_tie_are_not_decided_anew() {
        Sighting[] batch = {post("a", 1), post("a", 2).saying("\"tied\"")};
        assertThat(ledger.commit(batch)).containsExactly(NEW, CHANGED);

        assertThat(ledger.commitOne(batch[0])).isEqualTo(NEW);
        assertThat(ledger.row("a")).containsEntry("payload", "\"tied\"");
        assertThat(ledger.commit(batch)).containsExactly(NEW, CHANGED);
        assertThat(ledger.versions("a")).isEqualTo(2);
    }

    @Test
    void a_record_accepted_before_its_item_was_deleted_or_forked_away_is_answered_as_it_was() {
        Sighting first = post("a", 1);
        ledger.commit(first, post("a", 2).version(2).deleted());
        ledger.fork(1, 0);

        assertThat(ledger.commitOne(first)).isEqualTo(NEW);
        assertThat(ledger.row("a")).containsEntry("deleted", true);
    }
}
