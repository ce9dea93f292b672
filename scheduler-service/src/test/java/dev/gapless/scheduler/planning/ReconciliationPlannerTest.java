package dev.gapless.scheduler.planning;

import static dev.gapless.scheduler.planning.PlannedStreams.NOON;
import static dev.gapless.scheduler.planning.PlannedStreams.POSTS;
import static dev.gapless.scheduler.planning.PlannedStreams.at;
import static dev.gapless.scheduler.planning.PlannedStreams.live;
import static dev.gapless.scheduler.planning.PlannedStreams.notLive;
import static dev.gapless.scheduler.planning.PlannedStreams.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.UnfillableReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The listing shows creations only; edits are what is to be found. The horizon begins an hour before noon. */
class ReconciliationPlannerTest {

    private static final Entry ALL_LISTED = live(POSTS, at(-1), 0.5);
    private static final Entry EDITS_MISSING = live(POSTS, at(-1), 0.5, range(-600, -500));

    private final ReconciliationPlanner reconciliations = new ReconciliationPlanner(PlannedStreams.PROPERTIES);

    private List<PlanStep> plan(Entry listed, Entry unlisted, ReconcileHistory history, GapRow... gaps) {
        return plan(PlannedStreams.reconciled(), listed, unlisted, history, gaps);
    }

    private List<PlanStep> plan(
            FollowedStream followed, Entry listed, Entry unlisted, ReconcileHistory history, GapRow... gaps) {
        return reconciliations.plan(followed, listed, unlisted, unlisted, List.of(gaps), history, NOON);
    }

    private static ReconcileHistory finished(double seconds) {
        return new ReconcileHistory(instant(seconds), instant(seconds - 10), null);
    }

    private static Instant instant(double seconds) {
        return NOON.plusMillis(Math.round(seconds * 1_000));
    }

    private static PlanStep.Open open(Range range, GapCause cause) {
        return new PlanStep.Open(range, false, 1, MiningMode.RECONCILE, cause);
    }

    private static GapRow row(Range range, GapState state, @Nullable String resume, @Nullable String reason) {
        return new GapRow(
                "r", POSTS, range, state, 7, 1, new GapRow.GapTries(0, 0, resume, NOON), MiningMode.RECONCILE, reason);
    }

    @Test
    void what_the_live_path_covers_is_compared_on_schedule_all_the_same() {
        Instant before = NOON.minus(Duration.ofMinutes(61));
        ReconcileHistory old = new ReconcileHistory(before, before, null);
        Entry nothing = live(POSTS, at(-1), 0.5);

        assertThat(reconciliations.plan(
                        PlannedStreams.reconciled(), ALL_LISTED, nothing, EDITS_MISSING, List.of(), old, NOON))
                .singleElement()
                .isInstanceOfSatisfying(
                        PlanStep.Open.class, open -> assertThat(open.cause()).isEqualTo(GapCause.SCHEDULE));
    }

    @Test
    void what_the_listing_does_not_show_is_asked_for_apart() {
        assertThat(ReconciliationPlanner.asked(PlannedStreams.reconciled(), List.of(), NOON))
                .hasValueSatisfying(asked -> assertThat(asked.aspects()).containsExactly(Aspect.EDITS));
        assertThat(ReconciliationPlanner.asked(PlannedStreams.posts(), List.of(), NOON))
                .isEmpty();
    }

    @Test
    void an_edit_while_the_socket_was_down_is_looked_for_over_the_whole_horizon_and_not_in_the_live_gap() {
        assertThat(plan(ALL_LISTED, EDITS_MISSING, ReconcileHistory.NONE))
                .containsExactly(open(Range.of(at(-3600), at(-2)), GapCause.FIRST_RUN));
    }

    @Test
    void nothing_is_compared_while_nothing_is_missing() {
        assertThat(plan(ALL_LISTED, live(POSTS, at(-1), 0.5), ReconcileHistory.NONE))
                .isEmpty();
    }

    @Test
    void nothing_is_compared_before_its_time() {
        assertThat(plan(ALL_LISTED, EDITS_MISSING, finished(-899))).isEmpty();
        assertThat(plan(ALL_LISTED, EDITS_MISSING, finished(-900)))
                .containsExactly(open(range(-3600, -2), GapCause.SCHEDULE));
    }

    @Test
    void a_live_gap_that_was_filled_brings_it_forward_after_a_short_delay() {
        ReconcileHistory fresh = new ReconcileHistory(instant(-100), instant(-110), instant(-29));
        ReconcileHistory due = new ReconcileHistory(instant(-100), instant(-110), instant(-30));
        ReconcileHistory compared = new ReconcileHistory(instant(-20), instant(-25), instant(-30));

        assertThat(plan(ALL_LISTED, EDITS_MISSING, fresh)).isEmpty();
        assertThat(plan(ALL_LISTED, EDITS_MISSING, due)).containsExactly(open(range(-3600, -2), GapCause.LIVE_GAP));
        assertThat(plan(ALL_LISTED, EDITS_MISSING, compared)).isEmpty();
    }

    @Test
    void creations_come_first() {
        Entry creationsMissing = live(POSTS, at(-1), 0.5, range(-600, -500));

        assertThat(plan(creationsMissing, EDITS_MISSING, ReconcileHistory.NONE)).isEmpty();
    }

    @Test
    void what_the_ledger_has_not_decided_yet_comes_first_too() {
        Entry undecided = new Entry(POSTS, List.of(), at(-1), NOON, 0.5, null, 1, null, List.of(range(-600, -500)));

        assertThat(plan(undecided, EDITS_MISSING, ReconcileHistory.NONE)).isEmpty();
    }

    @Test
    void without_a_live_path_it_ends_where_the_creations_end() {
        Entry listed = notLive(POSTS, range(-8, -2));
        Entry unlisted = notLive(POSTS, range(-3600, -2));

        assertThat(plan(listed, unlisted, ReconcileHistory.NONE))
                .containsExactly(open(range(-3600, -8), GapCause.FIRST_RUN));
    }

    @Test
    void there_is_one_at_a_time_and_nothing_reshapes_it() {
        for (GapState state : List.of(GapState.OPEN, GapState.SCHEDULED, GapState.FILLING, GapState.STUCK)) {
            GapRow underWay = new GapRow(
                    "r",
                    POSTS,
                    range(-3600, -60),
                    state,
                    7,
                    1,
                    new GapRow.GapTries(0, 0, null, NOON.plusSeconds(1)),
                    MiningMode.RECONCILE,
                    null);

            assertThat(plan(ALL_LISTED, EDITS_MISSING, finished(-9_000), underWay))
                    .isEmpty();
        }
    }

    @Test
    void it_is_filled_when_coverage_shows_its_aspects_and_walked_again_whole_when_not() {
        GapRow walked = row(range(-3600, -60), GapState.FILLING, null, null);

        assertThat(plan(ALL_LISTED, live(POSTS, at(-1), 0.5), finished(-9_000), walked))
                .containsExactly(new PlanStep.Fill(walked));
        assertThat(plan(ALL_LISTED, EDITS_MISSING, finished(-9_000), walked))
                .containsExactly(new PlanStep.Reopen(walked, range(-3600, -60), 1));
    }

    @Test
    void what_the_source_forgot_is_not_compared_since_it_would_look_deleted() {
        FollowedStream forgetful = PlannedStreams.upkept(Duration.ofMinutes(30), Duration.ofMinutes(15));
        Entry unlisted = live(POSTS, at(-1), 0.5, range(-3600, -500));

        assertThat(plan(forgetful, ALL_LISTED, unlisted, ReconcileHistory.NONE))
                .containsExactly(
                        new PlanStep.Lose(range(-3600, -1800), 1, MiningMode.RECONCILE, UnfillableReason.RETENTION),
                        open(range(-1620, -2), GapCause.FIRST_RUN));
    }

    private static GapRow gone(Range range, MiningMode mode) {
        return new GapRow(
                "u", POSTS, range, GapState.UNFILLABLE, 0, 1, new GapRow.GapTries(0, 0, null, null), mode, "gone");
    }

    @Test
    void what_the_source_said_is_gone_is_not_compared_either() {
        GapRow gone = gone(range(-3600, -3000), MiningMode.GAP_FILL);

        assertThat(plan(ALL_LISTED, live(POSTS, at(-1), 0.5, range(-3600, -500)), ReconcileHistory.NONE, gone))
                .containsExactly(
                        new PlanStep.Lose(range(-3600, -3000), 1, MiningMode.RECONCILE, UnfillableReason.GONE),
                        open(range(-3000, -2), GapCause.FIRST_RUN));
    }

    /**
     * The upper part is held by a live path: a walk of the rest, or of what is newer, would miss edits of older items.
     */
    @Test
    void a_walk_that_the_source_refused_as_gone_stays_whole_and_none_is_made_above_it() {
        GapRow refused = gone(range(-3600, -60), MiningMode.RECONCILE);

        assertThat(plan(ALL_LISTED, live(POSTS, at(-1), 0.5, range(-600, -500)), ReconcileHistory.NONE, refused))
                .isEmpty();
        assertThat(plan(ALL_LISTED, live(POSTS, at(-1), 0.5), ReconcileHistory.NONE, refused))
                .as("nothing of it is missing any more")
                .containsExactly(new PlanStep.Fill(refused));
    }

    @Test
    void what_is_found_missing_below_a_gone_position_is_walked_from_the_horizons_start() {
        GapRow gone = gone(range(-3600, -3000), MiningMode.GAP_FILL);

        assertThat(plan(ALL_LISTED, live(POSTS, at(-1), 0.5, range(-3300, -3200)), ReconcileHistory.NONE, gone))
                .containsExactly(
                        new PlanStep.Lose(range(-3600, -3200), 1, MiningMode.RECONCILE, UnfillableReason.GONE));
    }

    @Test
    void a_stream_that_is_late_is_given_longer_to_settle() {
        Entry late = new Entry(POSTS, List.of(), at(-1), NOON, 0.5, null, 1, 30_000_000L);

        assertThat(PlanningHorizons.settle(PlannedStreams.posts(), late)).isEqualTo(Duration.ofMinutes(1));
        assertThat(PlanningHorizons.settle(
                        PlannedStreams.posts(), new Entry(POSTS, List.of(), null, null, null, null, 1, 5L)))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(PlanningHorizons.settle(
                        PlannedStreams.posts(), new Entry(POSTS, List.of(), null, null, null, null, 1, Long.MAX_VALUE)))
                .isEqualTo(Duration.ofDays(1));
        assertThat(plan(late, EDITS_MISSING, ReconcileHistory.NONE))
                .containsExactly(open(range(-3600, -60), GapCause.FIRST_RUN));
    }
}
