package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static dev.gapless.common.message.Decision.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitIT {

    private final LedgerRig ledger = new LedgerRig();

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void an_item_is_new_once_and_a_duplicate_from_then_on() {
        assertThat(ledger.commitOne(post("a", 1))).isEqualTo(NEW);
        assertThat(ledger.commitOne(post("a", 2))).isEqualTo(DUPLICATE);
        assertThat(ledger.commitOne(post("a", 3).mined())).isEqualTo(DUPLICATE);
        assertThat(ledger.versions("a")).isEqualTo(1);
    }

    @Test
    void create_update_and_delete_of_one_item_in_one_batch_are_decided_in_their_order() {
        assertThat(ledger.commit(
                        post("a", 1),
                        post("b", 2),
                        post("a", 3).version(2).updated("\"again\""),
                        post("a", 4).version(3).deleted(),
                        post("a", 5).version(2).updated("\"again\"")))
                .containsExactly(NEW, NEW, CHANGED, CHANGED, DUPLICATE);
        assertThat(ledger.row("a")).containsEntry("deleted", true).containsEntry("version", 3L);
        assertThat(ledger.versions("a")).isEqualTo(3);
    }

    @Test
    void the_same_item_twice_in_one_batch_is_new_once() {
        assertThat(ledger.commit(post("a", 1), post("a", 2))).containsExactly(NEW, DUPLICATE);
    }

    @Test
    void items_of_one_id_in_several_streams_and_sources_are_different_ones() {
        List<Item> first = List.of(post("ann", "forum", "posts", "a", 1));
        List<Item> more = List.of(
                post("ann", "forum", "posts", "a", 2),
                post("ann", "forum", "likes", "a", 3),
                post("ann", "wiki", "posts", "a", 4),
                post("ann", "wiki", "likes", "a", 5));

        assertThat(ledger.ledger().commit(first))
                .extracting(ItemDecision::decision)
                .containsExactly(NEW);
        assertThat(ledger.ledger().commit(more))
                .extracting(ItemDecision::decision)
                .containsExactly(DUPLICATE, NEW, NEW, NEW);
    }

    @Test
    void what_is_older_than_what_is_held_is_stale() {
        ledger.commitOne(post("a", 1).version(5));

        assertThat(ledger.commitOne(post("a", 2).version(4).saying("\"older\"")))
                .isEqualTo(STALE);
        assertThat(ledger.row("a")).containsEntry("version", 5L).containsEntry("payload", "\"hello\"");
    }

    @Test
    void a_tombstone_is_raised_by_a_newer_version_only() {
        ledger.commit(post("a", 1).version(5), post("a", 2).version(6).deleted());

        assertThat(ledger.commitOne(post("a", 3).version(4).saying("\"older\"")))
                .isEqualTo(STALE);
        assertThat(ledger.commitOne(post("a", 4).version(6).updated("\"same version\"")))
                .isEqualTo(STALE);
        assertThat(ledger.row("a")).containsEntry("deleted", true);
        assertThat(ledger.commitOne(post("a", 5).version(7))).isEqualTo(NEW);
        assertThat(ledger.row("a")).containsEntry("deleted", false).containsEntry("version", 7L);
    }

    @Test
    void a_delete_of_what_was_never_seen_is_a_change_and_holds_against_what_is_older() {
        assertThat(ledger.commitOne(post("a", 1).version(6).deleted())).isEqualTo(CHANGED);
        assertThat(ledger.commitOne(post("a", 2).version(5))).isEqualTo(STALE);
        assertThat(ledger.commitOne(post("a", 3).version(6).deleted())).isEqualTo(DUPLICATE);
    }

    @Test
    void at_the_same_version_a_delete_wins_over_an_update_and_an_update_over_a_create() {
        ledger.commitOne(post("a", 1));

        assertThat(ledger.commitOne(post("a", 2).updated("\"updated\""))).isEqualTo(CHANGED);
        assertThat(ledger.commitOne(post("a", 3).saying("\"created\""))).isEqualTo(STALE);
        assertThat(ledger.commitOne(post("a", 4).deleted())).isEqualTo(CHANGED);
        assertThat(ledger.commitOne(post("a", 5).updated("\"later\""))).isEqualTo(STALE);
    }

    @Test
    void a_tie_goes_to_the_live_path() {
        ledger.commitOne(post("a", 1).mined().saying("\"mined\""));

        assertThat(ledger.commitOne(post("a", 2).saying("\"live\""))).isEqualTo(CHANGED);
        assertThat(ledger.commitOne(post("a", 3).mined().saying("\"mined later\"")))
                .isEqualTo(STALE);
        assertThat(ledger.row("a")).containsEntry("payload", "\"live\"").containsEntry("path", "LIVE");
        assertThat(ledger.commitOne(post("a", 4).saying("\"live later\""))).isEqualTo(CHANGED);
    }

    @Test
    void a_higher_version_of_the_same_content_is_noted_and_is_no_change() {
        ledger.commitOne(post("a", 1));

        assertThat(ledger.commitOne(post("a", 2).version(9))).isEqualTo(DUPLICATE);
        assertThat(ledger.row("a"))
                .containsEntry("version", 9L)
                .containsEntry("payload", "\"hello\"")
                .containsEntry("log_offset", 1L);
        assertThat(ledger.versions("a")).isEqualTo(1);
        assertThat(ledger.commitOne(post("a", 3).version(8).saying("\"between\"")))
                .isEqualTo(STALE);
    }

    @Test
    void content_comes_back_as_it_was_given_escaped_zeroes_and_emoji_included() {
        String content = "{\"text\":\"zero \\u0000 and 🦊 and \\\"quotes\\\"\"}";
        ledger.commitOne(post("🦊/ü?", 1).saying(content));

        assertThat(ledger.row("🦊/ü?")).containsEntry("payload", content);
        assertThat(
                        ledger.database()
                                .number(
                                        "select (extract(epoch from seen_at) * 1000000)::bigint from item where item_id = '🦊/ü?'"))
                .isEqualTo(1_767_225_600_123_457L);
    }

    @Test
    void accounts_do_not_share_items() {
        assertThat(ledger.commit(post("a", 1), post("a", 2).of("bob"))).containsExactly(NEW, NEW);
    }
}
