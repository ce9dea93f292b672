package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static dev.gapless.common.message.Decision.CHANGED;
import static dev.gapless.common.message.Decision.DUPLICATE;
import static dev.gapless.common.message.Decision.NEW;
import static dev.gapless.common.message.Decision.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.items.commit.ItemSightings.Sighting;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.CorrectionRequest.Replaced;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.LedgerItem;
import dev.gapless.common.message.LedgerItemsRequest;
import dev.gapless.common.position.StreamId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same record read anew is another sighting, which may replace what it was read as before and nothing else. */
class ItemCorrectorIT {

    private final LedgerRig rig = new LedgerRig();
    private final ItemCorrector corrections = new ItemCorrector(
            rig.ledger(), rig.database().client(), rig.database().transaction());

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void at_the_same_version_and_even_mined_it_replaces_what_it_was_computed_against() {
        Sighting wrong = post("a", 1).version(5).saying("\"wrong\"");
        assertThat(rig.commitOne(wrong)).isEqualTo(NEW);
        Sighting right = post("a", 2).version(5).saying("\"right\"").mined();

        assertThat(rig.commitOne(right)).isEqualTo(STALE);
        assertThat(correct(right, wrong)).isEqualTo(CHANGED);
        assertThat(rig.row("a")).containsEntry("payload", "\"right\"").containsEntry("version", 5L);
    }

    @Test
    void what_it_replaced_stays_in_the_chain_as_it_was_accepted() {
        Sighting first = post("a", 1).version(5).saying("\"first\"");
        Sighting deleted = post("a", 2).version(7).deleted();
        rig.commit(first, deleted);

        assertThat(correct(post("a", 3).version(9).saying("\"right\""), deleted))
                .isEqualTo(NEW);
        assertThat(correct(
                        post("a", 4).version(9).saying("\"better\""),
                        post("a", 3).version(9).saying("\"right\"")))
                .isEqualTo(CHANGED);
        assertThat(chain("a")).containsExactly("5/0 at 1", "7/2 at 2", "9/0 at 3", "9/0 at 4");
    }

    @Test
    void a_version_that_was_only_noted_stays_beside_it_as_it_was_accepted() {
        Sighting accepted = post("a", 1).version(2);
        rig.commitOne(accepted);
        rig.commitOne(post("a", 2).version(3));

        assertThat(correct(
                        post("a", 3).version(3).saying("\"right\""),
                        post("a", 2).version(3)))
                .isEqualTo(CHANGED);
        assertThat(chain("a")).containsExactly("2/0 at 1", "3/0 at 3");
    }

    private List<String> chain(String id) {
        return rig.database()
                .jdbc()
                .query(
                        "select version || '/' || operation || ' at ' || log_offset from item_chain where item_id = ?"
                                + " order by log_offset",
                        (row, number) -> row.getString(1),
                        id);
    }

    @Test
    void a_lower_version_replaces_it_too_for_the_mapping_of_versions_may_have_been_the_mistake() {
        Sighting wrong = post("a", 1).version(1_000_000);
        rig.commitOne(wrong);

        assertThat(correct(post("a", 2).version(3).saying("\"right\""), wrong)).isEqualTo(CHANGED);
        assertThat(rig.row("a")).containsEntry("version", 3L);
        assertThat(rig.commitOne(post("a", 3).version(4).updated("\"next\""))).isEqualTo(CHANGED);
    }

    @Test
    void the_same_content_at_another_version_is_noted_and_no_change() {
        Sighting wrong = post("a", 1).version(1_000_000);
        rig.commitOne(wrong);

        assertThat(correct(post("a", 2).version(3), wrong)).isEqualTo(DUPLICATE);
        assertThat(rig.row("a")).containsEntry("version", 3L);
        assertThat(rig.versions("a")).isEqualTo(1);
    }

    @Test
    void what_has_come_meanwhile_is_not_replaced() {
        Sighting wrong = post("a", 1).version(5);
        rig.commitOne(wrong);
        rig.commitOne(post("a", 2).version(6).updated("\"newer\""));

        assertThat(correct(post("a", 3).version(5).saying("\"right\""), wrong)).isEqualTo(STALE);
        assertThat(rig.row("a")).containsEntry("payload", "\"newer\"").containsEntry("version", 6L);
    }

    @Test
    void asked_again_it_is_answered_as_it_was_and_nothing_is_written_twice() {
        Sighting wrong = post("a", 1).version(5);
        rig.commitOne(wrong);
        Sighting right = post("a", 2).version(5).saying("\"right\"");

        assertThat(correct(right, wrong)).isEqualTo(CHANGED);
        assertThat(correct(right, wrong)).isEqualTo(CHANGED);
        assertThat(rig.versions("a")).isEqualTo(2);
    }

    @Test
    void a_tombstone_that_was_a_mistake_is_raised_and_an_item_that_should_be_one_is_deleted() {
        Sighting deleted = post("a", 1).version(5).deleted();
        rig.commit(deleted, post("b", 2).version(5));

        assertThat(correct(post("a", 3).version(5).saying("\"alive\""), deleted))
                .isEqualTo(NEW);
        assertThat(correct(post("b", 4).version(5).deleted(), post("b", 2).version(5)))
                .isEqualTo(CHANGED);
        assertThat(rig.row("a")).containsEntry("deleted", false);
        assertThat(rig.row("b")).containsEntry("deleted", true);
    }

    @Test
    void what_was_not_held_is_judged_like_any_other() {
        assertThat(correct(post("a", 1), null)).isEqualTo(NEW);
        assertThat(correct(post("a", 2), null)).isEqualTo(DUPLICATE);
    }

    @Test
    void above_a_fork_nothing_comes_back_and_what_is_held_stays_as_it_was() {
        Sighting wrong = post("a", 1).version(5);
        rig.commitOne(wrong);
        rig.fork(1, 50);

        assertThat(correct(post("a", 2).version(5).saying("\"right\""), wrong)).isEqualTo(STALE);
        assertThat(rig.row("a")).containsEntry("version", 5L).containsEntry("payload", "\"hello\"");
    }

    @Test
    void above_a_fork_what_was_known_before_leaves_what_is_held_as_it_was_too() {
        Sighting former = post("a", 1).version(5).saying("\"former\"");
        Sighting held = post("a", 2).version(7).deleted();
        rig.commit(former, held);
        rig.fork(1, 50);

        assertThat(correct(post("a", 3).version(5).saying("\"former\""), held)).isEqualTo(DUPLICATE);
        assertThat(rig.row("a")).containsEntry("version", 7L).containsEntry("deleted", true);
    }

    @Test
    void what_is_held_tells_the_record_that_last_wrote_it() {
        rig.commitOne(post("a", 1).version(5).mined());
        rig.fork(1, 500);

        var held = new HeldItems(rig.database().client())
                .of(new LedgerItemsRequest(new StreamId("forum", "ann", "posts"), List.of("a", "b")));

        assertThat(held.items()).extracting(LedgerItem::itemId).containsExactly("a");
        LedgerItem a = held.items().getFirst();
        assertThat(a.seenAtMicros()).isEqualTo(1_767_225_600_123_457L);
        assertThat(a.provenance()).isEqualTo("window-1");
        assertThat(a.version()).isEqualTo(5);
        assertThat(held.forks()).hasSize(1);
    }

    private Decision correct(Sighting right, @Nullable Sighting wrong) {
        Item held = wrong == null ? null : wrong.item();
        return corrections.correct(new Correction(
                right.item(), held == null ? null : new Replaced(held.version(), held.operation(), held.hash())));
    }
}
