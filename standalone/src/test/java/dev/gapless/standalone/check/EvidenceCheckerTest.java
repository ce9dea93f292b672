package dev.gapless.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.standalone.check.CheckEvidence.Accepted;
import dev.gapless.standalone.check.CheckEvidence.Claimed;
import dev.gapless.standalone.check.CheckEvidence.Held;
import dev.gapless.standalone.check.CheckEvidence.Published;
import dev.gapless.standalone.check.CheckEvidence.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each count rises for the break it stands for, and stays at 0 for everything that is no break. */
class EvidenceCheckerTest {

    private static final ItemKey POST = new ItemKey("acc", "posts", "p1");

    private final List<Truth> truth = new ArrayList<>();
    private final Map<ItemKey, Held> ledger = new HashMap<>();
    private final List<Accepted> history = new ArrayList<>();
    private final List<Published> changes = new ArrayList<>();
    private final List<Claimed> windows = new ArrayList<>();

    @Test
    void everything_held_and_published_once_is_clean() {
        made(1, 10);
        made(2, 20);
        accepted(1);
        accepted(2);
        held(2, false);
        claimed(0, 30, true);

        assertThat(judge().clean()).isTrue();
    }

    @Test
    void a_version_replaced_before_it_could_be_read_is_not_lost() {
        made(1, 10);
        made(2, 20);
        accepted(2);
        held(2, false);
        claimed(0, 30, false);

        assertThat(judge().clean()).isTrue();
    }

    @Test
    void a_version_that_is_nowhere_is_lost() {
        made(1, 10);

        assertThat(judge().lost()).isEqualTo(1);
    }

    @Test
    void a_version_in_the_ledger_that_was_never_published_is_lost() {
        made(1, 10);
        held(1, false);

        assertThat(judge().lost()).isEqualTo(1);
    }

    @Test
    void other_content_under_the_right_version_is_a_loss() {
        made(1, 10);
        accepted(1);
        ledger.put(POST, new Held(1, false, "something else"));

        assertThat(judge().lost()).isEqualTo(1);
    }

    @Test
    void a_change_published_twice_is_a_duplicate() {
        made(1, 10);
        accepted(1);
        held(1, false);
        changes.add(new Published(POST, 1, false, "same-change"));

        assertThat(judge().duplicated()).isEqualTo(1);
    }

    @Test
    void a_version_accepted_twice_is_a_duplicate() {
        made(1, 10);
        accepted(1);
        held(1, false);
        history.add(new Accepted(POST, 1));

        assertThat(judge().duplicated()).isEqualTo(1);
    }

    @Test
    void an_older_version_published_after_a_newer_one_is_stale() {
        made(1, 10);
        made(2, 20);
        accepted(2);
        accepted(1);
        held(2, false);

        assertThat(judge().stale()).isEqualTo(1);
    }

    @Test
    void an_older_version_that_replaced_a_newer_one_is_stale() {
        made(1, 10);
        made(2, 20);
        accepted(1);
        accepted(2);
        held(1, false);

        assertThat(judge().stale()).isEqualTo(1);
    }

    @Test
    void a_deleted_item_alive_in_the_ledger_is_resurrected() {
        made(1, 10);
        deleted(2, 20);
        accepted(1);
        history.add(new Accepted(POST, 2));
        changes.add(new Published(POST, 2, true, "c2"));
        held(2, false);

        assertThat(judge().resurrected()).isEqualTo(1);
    }

    @Test
    void a_deletion_that_was_inferred_stands_for_the_sources_own_whatever_its_version_if_it_is_published() {
        made(1, 10);
        deleted(2, 20);
        history.add(new Accepted(POST, 1));
        changes.add(new Published(POST, 1, false, "c1"));
        ledger.put(POST, new Held(1, true, "", true));
        assertThat(judge().lost()).isEqualTo(2);

        changes.add(new Published(POST, 1, true, "c2"));
        assertThat(judge().lost()).isZero();
    }

    @Test
    void an_item_published_after_its_delete_is_resurrected() {
        made(1, 10);
        deleted(2, 20);
        history.add(new Accepted(POST, 1));
        changes.add(new Published(POST, 2, true, "c2"));
        changes.add(new Published(POST, 1, false, "c1"));
        ledger.put(POST, new Held(2, true, ""));

        assertThat(judge().resurrected()).isEqualTo(1);
    }

    @Test
    void a_live_window_that_lacks_a_version_is_false_coverage() {
        made(1, 10);
        claimed(5, 15, true);

        assertThat(judge().falseCoverage()).isEqualTo(1);
    }

    @Test
    void a_window_ends_before_its_last_position() {
        made(1, 10);
        claimed(5, 10, true);

        assertThat(judge().falseCoverage()).isZero();
    }

    @Test
    void a_page_walk_is_not_blamed_for_a_version_whose_successor_is_in_a_known_gap() {
        made(1, 10);
        made(2, 20);
        claimed(5, 15, false);

        assertThat(judge().falseCoverage()).isZero();
    }

    @Test
    void a_page_walk_is_blamed_when_the_successor_is_claimed_and_not_held_either() {
        made(1, 10);
        made(2, 20);
        claimed(5, 15, false);
        claimed(15, 25, false);

        assertThat(judge().falseCoverage()).isEqualTo(2);
    }

    @Test
    void a_live_window_has_no_such_excuse() {
        made(1, 10);
        made(2, 20);
        claimed(5, 15, true);

        assertThat(judge().falseCoverage()).isEqualTo(1);
    }

    @Test
    void an_item_that_was_never_made_is_invented() {
        held(1, false);

        assertThat(judge().invented()).isEqualTo(1);
    }

    @Test
    void a_living_item_that_is_dead_in_the_ledger_is_invented() {
        made(1, 10);
        accepted(1);
        held(1, true);

        assertThat(judge().invented()).isEqualTo(1);
    }

    private CheckResult judge() {
        return EvidenceChecker.judge(new CheckEvidence(truth, ledger, history, changes, windows));
    }

    private void made(long version, long position) {
        truth.add(new Truth(POST, version, position, false, "content of " + version));
    }

    private void deleted(long version, long position) {
        truth.add(new Truth(POST, version, position, true, ""));
    }

    private void accepted(long version) {
        history.add(new Accepted(POST, version));
        changes.add(new Published(POST, version, false, "c" + version));
    }

    private void held(long version, boolean dead) {
        ledger.put(POST, new Held(version, dead, "content of " + version));
    }

    private void claimed(long from, long to, boolean live) {
        windows.add(new Claimed("acc", "posts", Range.of(from, to), live, "w" + from));
    }
}
