package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hashes of other rules say nothing about the content, and members that change by themselves are no change. */
class HashRulesIT {

    private static final int OTHER = -7;
    private static final Duration HOUR = Duration.ofHours(1);

    private final LedgerRig ledger = new LedgerRig();

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void an_item_that_is_hashed_by_other_rules_is_no_change_and_its_hash_is_renewed() {
        decide(post("a", 1), 1, null, 0);

        assertThat(decide(post("a", 2).saying("\"other\""), OTHER, null, 1)).isEqualTo(DUPLICATE);
        assertThat(held("hash_version")).isEqualTo(OTHER);
        assertThat(ledger.row("a")).containsEntry("payload", "\"other\"").containsEntry("log_offset", 1L);
        assertThat(ledger.versions("a")).isEqualTo(1);
        assertThat(decide(post("a", 3).saying("\"other\""), OTHER, null, 2)).isEqualTo(DUPLICATE);
        assertThat(decide(post("a", 4).saying("\"edited\""), OTHER, null, 3)).isEqualTo(CHANGED);
    }

    @Test
    void what_was_seen_before_does_not_renew_what_was_seen_after() {
        decide(post("a", 1), OTHER, null, 5);

        assertThat(decide(post("a", 2).saying("\"older\""), 1, null, 4)).isEqualTo(DUPLICATE);
        assertThat(held("hash_version")).isEqualTo(OTHER);
    }

    @Test
    void a_newer_version_by_other_rules_is_a_change_and_the_same_record_is_answered_as_it_was() {
        assertThat(decide(post("a", 1), 1, null, 0)).isEqualTo(NEW);

        assertThat(decide(post("a", 2).version(2), OTHER, null, 1)).isEqualTo(CHANGED);
        assertThat(decide(post("a", 1), OTHER, null, 2)).isEqualTo(NEW);
        assertThat(decide(post("a", 2).version(2), OTHER, null, 3)).isEqualTo(CHANGED);
    }

    @Test
    void volatile_members_alone_are_no_change_and_are_kept_once_in_a_while() {
        decide(post("a", 1), OTHER, 1, 0);

        assertThat(decide(post("a", 2).saying("\"views 2\""), OTHER, 2, HOUR.toSeconds() - 1))
                .isEqualTo(DUPLICATE);
        assertThat(ledger.row("a")).containsEntry("payload", "\"hello\"");

        assertThat(decide(post("a", 3).saying("\"views 3\""), OTHER, 3, HOUR.toSeconds()))
                .isEqualTo(DUPLICATE);
        assertThat(ledger.row("a")).containsEntry("payload", "\"views 3\"").containsEntry("log_offset", 1L);

        assertThat(decide(post("a", 4).saying("\"views 4\""), OTHER, 4, HOUR.toSeconds() + 10))
                .isEqualTo(DUPLICATE);
        assertThat(ledger.row("a")).containsEntry("payload", "\"views 3\"");
        assertThat(ledger.versions("a")).isEqualTo(1);
    }

    @Test
    void a_higher_version_of_the_same_content_brings_its_volatile_members() {
        decide(post("a", 1), OTHER, 1, 0);

        assertThat(decide(post("a", 2).version(2).saying("\"views 2\""), OTHER, 2, 1))
                .isEqualTo(DUPLICATE);
        assertThat(ledger.row("a")).containsEntry("version", 2L).containsEntry("payload", "\"views 2\"");
    }

    /** @param changing what the volatile members say; their hash is of it, and the item's own is always the same */
    private Decision decide(Sighting sighting, int rules, @Nullable Integer changing, long second) {
        Item item = sighting.item();
        byte[] hash = changing == null ? item.hash() : new byte[32];
        Item seen = new Item(
                item.streamId(),
                item.itemId(),
                new Item.Content(
                        item.position(),
                        item.version(),
                        item.operation(),
                        hash,
                        item.payload(),
                        rules,
                        changing == null ? null : new byte[] {changing.byteValue()}),
                new Item.Arrival(
                        item.path(),
                        item.seenAtMicros() + second * 1_000_000,
                        item.provenance(),
                        item.generation(),
                        item.inferred(),
                        item.undoCount()),
                item.logPosition());
        return ledger.ledger().commit(List.of(seen)).getFirst().decision();
    }

    private long held(String column) {
        return ledger.database().number("select " + column + " from item where item_id = 'a'");
    }
}
