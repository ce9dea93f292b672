package dev.gapless.scheduler.planning;

import static dev.gapless.scheduler.planning.PlannedStreams.BLOCKS;
import static dev.gapless.scheduler.planning.PlannedStreams.NOON;
import static dev.gapless.scheduler.planning.PlannedStreams.POSTS;
import static dev.gapless.scheduler.planning.PlannedStreams.at;
import static dev.gapless.scheduler.planning.PlannedStreams.gap;
import static dev.gapless.scheduler.planning.PlannedStreams.live;
import static dev.gapless.scheduler.planning.PlannedStreams.notLive;
import static dev.gapless.scheduler.planning.PlannedStreams.numbered;
import static dev.gapless.scheduler.planning.PlannedStreams.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GapPlannerTest {

    private final GapPlanner planner = new GapPlanner(PlannedStreams.PROPERTIES);

    private StreamPlan plan(Entry answer, GapRow... unfinished) {
        return planner.plan(PlannedStreams.posts(), answer, List.of(unfinished), NOON);
    }

    private StreamPlan planBlocks(Entry answer, GapRow... unfinished) {
        return planner.plan(PlannedStreams.blocks(0), answer, List.of(unfinished), NOON);
    }

    private static PlanStep.Open open(Range range) {
        return new PlanStep.Open(range, true, 1, MiningMode.GAP_FILL, GapCause.LIVE_GAP);
    }

    private static PlanStep.Open first(Range range, boolean near) {
        return new PlanStep.Open(range, near, 1, MiningMode.GAP_FILL, GapCause.FIRST_RUN);
    }

    private static PlanStep.Open moved(Range range) {
        return new PlanStep.Open(range, true, 1, MiningMode.INCREMENTAL, GapCause.MOVED_END);
    }

    @Test
    void a_gap_of_three_seconds_is_planned() {
        assertThat(plan(live(POSTS, at(-1), 0.5, range(-600, -597))).steps()).containsExactly(open(range(-600, -597)));
    }

    @Test
    void what_an_open_live_window_has_not_reached_yet_is_left_to_it() {
        assertThat(plan(live(POSTS, at(-5), 3, range(-5, -2))).steps()).isEmpty();
    }

    @Test
    void what_lies_before_an_open_live_window_is_planned() {
        assertThat(plan(live(POSTS, at(-1), 1, range(-3600, -120))).steps())
                .containsExactly(first(range(-3600, -120), true));
    }

    @Test
    void what_a_stale_live_window_did_not_reach_is_planned_up_to_the_last_full_poll_interval() {
        assertThat(plan(live(POSTS, at(-40), 39, range(-40, -2))).steps()).containsExactly(moved(range(-40, -10)));
    }

    @Test
    void a_live_window_of_just_ten_seconds_ago_is_fresh_still() {
        assertThat(plan(live(POSTS, at(-12), 10, range(-12, -2))).steps()).isEmpty();
        assertThat(plan(live(POSTS, at(-12), 10.001, range(-12, -2))).steps()).containsExactly(moved(range(-12, -10)));
    }

    @Test
    void without_a_live_path_the_horizon_moves_in_steps_of_the_poll_interval() {
        assertThat(plan(notLive(POSTS, range(-10, -2))).steps()).isEmpty();
        assertThat(plan(notLive(POSTS, range(-20, -2))).steps()).containsExactly(moved(range(-20, -10)));
    }

    @Test
    void what_has_not_settled_is_asked_for_and_not_planned() {
        Horizon asked =
                PlanningHorizons.asked(PlannedStreams.posts(), List.of(), NOON).orElseThrow();

        assertThat(asked.to())
                .as("not what stands for a numbered stream's frontier")
                .isGreaterThan(at(3600))
                .isLessThan(Long.MAX_VALUE);
        assertThat(plan(live(POSTS, at(0), 0.1, range(-30, -1))).steps()).containsExactly(open(range(-30, -2)));
    }

    @Test
    void a_piece_that_still_grows_at_the_settling_end_waits_until_it_is_worth_a_request() {
        assertThat(plan(live(POSTS, at(0), 0.1, range(-6, -1))).steps()).isEmpty();
        assertThat(plan(live(POSTS, at(0), 0.1, range(-6, -3))).steps()).containsExactly(open(range(-6, -3)));
    }

    @Test
    void what_a_late_stream_left_out_is_declared_at_once_and_read_when_it_has_settled() {
        Entry late = with(live(POSTS, at(-1), 0.5, range(-20, -15)), 30_000_000);
        GapRow waits = gap(POSTS, range(-40, -20), GapState.OPEN);

        assertThat(plan(late).steps())
                .containsExactly(new PlanStep.Open(
                        range(-20, -15), true, 1, MiningMode.GAP_FILL, GapCause.LIVE_GAP, NOON.plusSeconds(45)));
        assertThat(plan(with(live(POSTS, at(-1), 0.5, range(-40, -15)), 30_000_000), waits)
                        .steps())
                .as("a gap that waits is not made to wait for what is younger")
                .hasExactlyElementsOfTypes(PlanStep.Open.class);
    }

    private static Entry with(Entry answer, long latenessMicros) {
        return new Entry(
                answer.stream(),
                answer.missing(),
                answer.liveTo(),
                answer.liveReportedAt(),
                answer.liveAge(),
                answer.frontier(),
                answer.generation(),
                latenessMicros);
    }

    @Test
    void only_what_the_listing_can_show_is_asked_for() {
        assertThat(PlanningHorizons.asked(PlannedStreams.posts(), List.of(), NOON)
                        .orElseThrow()
                        .aspects())
                .isEqualTo(Set.of(Aspect.CREATIONS));
    }

    private static GapRow failed(Range range, GapState state, int attempts, String reason) {
        return new GapRow(
                "g" + range.from(),
                POSTS,
                range,
                state,
                7,
                1,
                new GapRow.GapTries(attempts, 0, null, NOON),
                MiningMode.INCREMENTAL,
                reason);
    }

    @Test
    void a_source_that_refuses_everything_does_not_get_another_gap_each_poll() {
        String refusal = "status 404 (expected: 200)";
        GapRow stuck = failed(range(-100, -80), GapState.STUCK, 5, refusal);
        GapRow alsoStuck = failed(range(-80, -50), GapState.STUCK, 6, refusal);
        GapRow open = failed(range(-50, -30), GapState.OPEN, 2, refusal);
        GapRow alsoOpen = failed(range(-30, -20), GapState.OPEN, 1, refusal);

        assertThat(plan(notLive(POSTS, range(-100, -2)), stuck, alsoStuck, open, alsoOpen)
                        .steps())
                .containsExactly(
                        new PlanStep.Absorb(stuck),
                        new PlanStep.Absorb(alsoOpen),
                        new PlanStep.Reshape(alsoStuck, range(-100, -50), 1),
                        new PlanStep.Reshape(open, range(-50, -20), 1),
                        moved(range(-20, -10)));
    }

    @Test
    void gaps_that_failed_for_different_reasons_stay_apart() {
        GapRow one = failed(range(-100, -80), GapState.OPEN, 1, "status 404 (expected: 200)");
        GapRow other = failed(range(-80, -10), GapState.OPEN, 1, "status 503");

        assertThat(plan(notLive(POSTS, range(-100, -10)), one, other).steps()).isEmpty();
    }

    @Test
    void gaps_that_the_source_calls_gone_stay_apart() {
        String gone = "the source says it is gone: younger positions are asked for";
        GapRow one = failed(range(-100, -80), GapState.OPEN, 1, gone);
        GapRow other = failed(range(-80, -10), GapState.OPEN, 1, gone);

        assertThat(plan(notLive(POSTS, range(-100, -10)), one, other).steps()).isEmpty();
    }

    @Test
    void a_gap_that_is_worked_on_is_not_planned_again() {
        for (GapState state : List.of(GapState.OPEN, GapState.SCHEDULED, GapState.STUCK)) {
            GapRow gap = gap(POSTS, range(-600, -500), state);

            assertThat(plan(notLive(POSTS, range(-600, -500)), gap).steps()).isEmpty();
        }
    }

    @Test
    void what_is_missing_beside_a_gap_that_is_worked_on_is_planned_by_itself() {
        GapRow gap = gap(POSTS, range(-600, -500), GapState.SCHEDULED);

        assertThat(plan(notLive(POSTS, range(-700, -400)), gap).steps())
                .containsExactly(open(range(-700, -600)), open(range(-500, -400)));
    }

    @Test
    void what_is_missing_beside_a_gap_that_waits_is_read_with_it() {
        GapRow gap = gap(POSTS, range(-600, -500), GapState.OPEN);

        assertThat(plan(notLive(POSTS, range(-600, -500), range(-499, -400)), gap)
                        .steps())
                .containsExactly(new PlanStep.Reshape(gap, range(-600, -400), 1));
    }

    @Test
    void what_is_new_does_not_wait_for_what_failed() {
        GapRow failed = new GapRow(
                "g",
                POSTS,
                range(-600, -500),
                GapState.OPEN,
                7,
                1,
                new GapRow.GapTries(3, 0, null, null),
                MiningMode.GAP_FILL,
                null);

        assertThat(plan(notLive(POSTS, range(-600, -400)), failed).steps()).containsExactly(open(range(-500, -400)));
    }

    @Test
    void a_gap_is_filled_when_nothing_of_it_is_missing_whatever_its_state() {
        for (GapState state : List.of(GapState.OPEN, GapState.SCHEDULED, GapState.FILLING, GapState.STUCK)) {
            GapRow gap = gap(POSTS, range(-600, -500), state);

            assertThat(plan(notLive(POSTS), gap).steps()).containsExactly(new PlanStep.Fill(gap));
        }
    }

    /** Kafka has all of it, and the ledger has not: it is not read again, and it is not filled. */
    @Test
    void a_gap_that_is_claimed_and_not_held_waits_for_the_processors() {
        GapRow waiting = gap(POSTS, range(-600, -500), GapState.OPEN);
        GapRow walked = gap(POSTS, range(-600, -500), GapState.FILLING);
        Entry claimed = undecided(notLive(POSTS), range(-520, -510));

        assertThat(plan(claimed, waiting).steps()).containsExactly(new PlanStep.Await(waiting));
        assertThat(plan(claimed, walked).steps()).isEmpty();
        assertThat(plan(notLive(POSTS), walked).steps()).containsExactly(new PlanStep.Fill(walked));
    }

    private static Entry undecided(Entry answer, Range... ranges) {
        return new Entry(
                answer.stream(),
                answer.missing(),
                answer.liveTo(),
                answer.liveReportedAt(),
                answer.liveAge(),
                answer.frontier(),
                answer.generation(),
                answer.latenessMicros(),
                List.of(ranges));
    }

    @Test
    void a_straggler_inside_a_gap_does_not_cancel_it() {
        GapRow gap = gap(POSTS, range(-600, -500), GapState.SCHEDULED);

        assertThat(plan(notLive(POSTS, range(-600, -550), range(-549, -500)), gap)
                        .steps())
                .isEmpty();
    }

    @Test
    void a_gap_that_waits_unbegun_shrinks_to_the_span_of_what_is_missing() {
        GapRow gap = gap(POSTS, range(-600, -500), GapState.OPEN);

        assertThat(plan(notLive(POSTS, range(-590, -580), range(-520, -510)), gap)
                        .steps())
                .containsExactly(new PlanStep.Reshape(gap, range(-590, -510), 1));
    }

    @Test
    void a_gap_that_waits_to_be_resumed_keeps_its_window_because_the_place_belongs_to_it() {
        GapRow begun = new GapRow(
                "g",
                POSTS,
                range(-600, -500),
                GapState.OPEN,
                7,
                1,
                new GapRow.GapTries(0, 0, "page 3", null),
                MiningMode.GAP_FILL,
                null);

        assertThat(plan(notLive(POSTS, range(-600, -550)), begun).steps()).isEmpty();
    }

    @Test
    void a_completed_walk_is_waited_for_until_its_lease_ends_and_then_opened_again() {
        GapRow patient = new GapRow(
                "g",
                POSTS,
                range(-600, -500),
                GapState.FILLING,
                7,
                1,
                new GapRow.GapTries(0, 0, null, NOON.plusMillis(1)),
                MiningMode.GAP_FILL,
                null);
        GapRow overdue = new GapRow(
                "g",
                POSTS,
                range(-600, -500),
                GapState.FILLING,
                7,
                1,
                new GapRow.GapTries(0, 0, null, NOON),
                MiningMode.GAP_FILL,
                null);

        assertThat(plan(notLive(POSTS, range(-550, -500)), patient).steps()).isEmpty();
        assertThat(plan(notLive(POSTS, range(-550, -500)), overdue).steps())
                .containsExactly(new PlanStep.Reopen(overdue, range(-550, -500), 1));
    }

    @Test
    void neighbours_closer_than_the_merge_distance_are_read_with_one_request() {
        assertThat(plan(notLive(POSTS, range(-600, -500), range(-498, -400), range(-397.9, -390)))
                        .steps())
                .containsExactly(open(range(-600, -400)), open(range(-397.9, -390)));
    }

    @Test
    void neighbours_are_not_merged_across_a_gap_that_is_worked_on() {
        GapRow between = gap(POSTS, range(-500, -499), GapState.SCHEDULED);

        assertThat(plan(notLive(POSTS, range(-600, -400)), between).steps())
                .containsExactly(open(range(-600, -500)), open(range(-499, -400)));
    }

    @Test
    void the_question_reaches_around_gaps_that_the_horizon_has_left_behind() {
        GapRow old = gap(POSTS, range(-9000, -8000), GapState.OPEN);
        Horizon asked = PlanningHorizons.asked(PlannedStreams.posts(), List.of(old), NOON)
                .orElseThrow();

        assertThat(asked.from()).isEqualTo(at(-9000));
        assertThat(plan(notLive(POSTS, range(-9000, -8000)), old).steps()).isEmpty();
    }

    @Test
    void old_history_is_not_near() {
        assertThat(plan(notLive(POSTS, range(-3600, -3000), range(-2000, -1000)))
                        .steps())
                .allMatch(step -> step instanceof PlanStep.Open open && open.near());
        assertThat(planner.plan(
                                PlannedStreams.posts(),
                                notLive(POSTS, range(-3600, -10)),
                                List.of(),
                                NOON.plusSeconds(1))
                        .steps())
                .containsExactly(first(range(-3600, -10), false));
    }

    @Test
    void a_numbered_stream_is_planned_up_to_its_frontier_and_probed_while_no_live_window_is_open() {
        StreamPlan plan = planBlocks(numbered(100L, null, 1, List.of(Range.of(40, 120))));

        assertThat(plan.steps()).containsExactly(moved(Range.of(40, 100)));
        assertThat(plan.probe()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void a_numbered_stream_of_unknown_length_is_probed_and_nothing_else() {
        StreamPlan plan = planBlocks(numbered(null, null, 1, List.of()));

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.probe()).isEqualTo(Duration.ofSeconds(10));
        assertThat(plan.lag()).isNull();
    }

    @Test
    void a_numbered_stream_with_a_live_window_is_probed_seldom_and_its_newest_is_left_to_the_window() {
        StreamPlan plan = planBlocks(numbered(100L, 98L, 1, List.of(Range.of(90, 91), Range.of(98, 100))));

        assertThat(plan.steps()).containsExactly(open(Range.of(90, 91)));
        assertThat(plan.probe()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void a_live_window_that_says_it_lives_and_does_not_move_hides_nothing() {
        assertThat(plan(live(POSTS, at(-3480), 0.5, range(-3480, -2))).steps())
                .containsExactly(moved(range(-3480, -10)));
    }

    @Test
    void a_live_window_is_believed_as_long_as_settling_a_heartbeat_and_a_report_may_take() {
        assertThat(plan(live(POSTS, at(-15), 0.5, range(-15, -2))).steps()).isEmpty();
        assertThat(plan(live(POSTS, at(-15.001), 0.5, range(-15.001, -2))).steps())
                .containsExactly(moved(range(-15.001, -10)));
        assertThat(plan(with(live(POSTS, at(-70), 0.5, range(-70, -2)), 30_000_000))
                        .steps())
                .as("of a stream whose items come half a minute late")
                .isEmpty();
    }

    @Test
    void a_numbered_window_that_does_not_follow_the_frontier_is_not_believed_for_longer_either() {
        FollowedStream blocks = PlannedStreams.rows(0, Duration.ofSeconds(2));
        planner.plan(blocks, numbered(98L, 98L, 1, List.of()), List.of(), NOON);
        Entry behind = numbered(7_300L, 98L, 1, List.of(Range.of(98, 7_300)));

        assertThat(planner.plan(blocks, behind, List.of(), NOON.plusSeconds(10)).steps())
                .isEmpty();
        StreamPlan late = planner.plan(blocks, behind, List.of(), NOON.plusSeconds(25));
        assertThat(late.steps()).isEmpty();
        assertThat(late.lag()).isEqualTo(Duration.ofSeconds(15));
        StreamPlan tooLate = planner.plan(blocks, behind, List.of(), NOON.plusSeconds(26));
        assertThat(tooLate.steps()).containsExactly(moved(Range.of(98, 7_300)));
        assertThat(tooLate.probe()).isEqualTo(Duration.ofSeconds(10));
        assertThat(planner.plan(blocks, numbered(7_300L, 98L, 1, List.of()), List.of(), NOON.plusSeconds(90))
                        .lag())
                .as("what was mined lags no more")
                .isZero();
    }

    @Test
    void nobody_lags_for_longer_than_somebody_has_wanted_it() {
        FollowedStream young = new FollowedStream(
                POSTS, PlannedStreams.posts().spec(), at(-34_560_000), NOON.minusSeconds(4), Duration.ofSeconds(3));

        assertThat(planner.plan(young, notLive(POSTS, range(-34_560_000, -2)), List.of(), NOON)
                        .lag())
                .isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void after_a_fork_a_waiting_gap_forgets_its_place_and_learns_the_generation() {
        GapRow begun = new GapRow(
                "g",
                BLOCKS,
                Range.of(10, 50),
                GapState.OPEN,
                7,
                1,
                new GapRow.GapTries(0, 0, "block 30", null),
                MiningMode.GAP_FILL,
                null);

        assertThat(planBlocks(numbered(60L, null, 2, List.of(Range.of(10, 50))), begun)
                        .steps())
                .containsExactly(new PlanStep.Reshape(begun, Range.of(10, 50), 2));
    }

    @Test
    void the_lag_ends_where_the_unbroken_coverage_ends() {
        assertThat(plan(live(POSTS, at(-0.5), 0.5)).lag()).isEqualTo(Duration.ofMillis(500));
        assertThat(plan(notLive(POSTS, range(-3600, -3000), range(-90, -2))).lag())
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(plan(notLive(POSTS, range(-3600, -3000))).lag()).isEqualTo(Duration.ofSeconds(2));
    }
}
