package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.common.message.DecidedSpan;
import java.util.List;
import java.util.UUID;
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

    /** The database came back as it was before: what it has lost is decided before anything newer is. */
    @Test
    void a_batch_that_begins_above_its_floor_leaves_nothing() {
        UUID topic = new UUID(1, 1);
        ledger.database()
                .jdbc()
                .update(
                        "insert into intake_floor (topic_id, partition, topic, decided, published, noted_at)"
                                + " values (?, 0, 'captured', 5, 5, now())",
                        topic);
        DecidedSpan above = new DecidedSpan(topic, 0, 8, 9, 8);

        assertThat(ledger.ledger()
                        .commit(List.of(post("a", 1).item()), List.of(above))
                        .behind())
                .containsExactly(above);
        assertThat(ledger.versions("a")).isZero();
    }
}
