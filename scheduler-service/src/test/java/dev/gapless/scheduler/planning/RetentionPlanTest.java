package dev.gapless.scheduler.planning;

import static dev.gapless.scheduler.planning.PlannedStreams.NOON;
import static dev.gapless.scheduler.planning.PlannedStreams.POSTS;
import static dev.gapless.scheduler.planning.PlannedStreams.at;
import static dev.gapless.scheduler.planning.PlannedStreams.gap;
import static dev.gapless.scheduler.planning.PlannedStreams.live;
import static dev.gapless.scheduler.planning.PlannedStreams.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.gaps.UnfillableReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Half an hour before noon the source has forgotten everything. */
class RetentionPlanTest {

    private final GapPlanner planner = new GapPlanner(PlannedStreams.PROPERTIES);

    private List<PlanStep> plan(Instant now, List<Range> missing, GapRow... gaps) {
        return planner.plan(
                        PlannedStreams.forgotten(),
                        live(POSTS, at(-1), 0.5, missing.toArray(Range[]::new)),
                        List.of(gaps),
                        now)
                .steps();
    }

    private static GapRow lost(Range range) {
        return new GapRow(
                "u",
                POSTS,
                range,
                GapState.UNFILLABLE,
                0,
                1,
                new GapRow.GapTries(0, 0, null, null),
                MiningMode.GAP_FILL,
                "retention");
    }

    private static PlanStep.Lose lose(Range range) {
        return new PlanStep.Lose(range, 1, MiningMode.GAP_FILL, UnfillableReason.RETENTION);
    }

    @Test
    void an_outage_longer_than_the_retention_is_split_at_its_boundary_and_the_older_part_said_aloud() {
        assertThat(plan(NOON, List.of(range(-3000, -600))))
                .containsExactly(
                        lose(range(-3000, -1800)),
                        new PlanStep.Open(range(-1800, -600), true, 1, MiningMode.GAP_FILL, GapCause.LIVE_GAP));
    }

    @Test
    void a_gap_that_waits_while_the_boundary_passes_through_it_keeps_its_younger_part() {
        GapRow waits = gap(POSTS, range(-2400, -600), GapState.OPEN);

        assertThat(plan(NOON, List.of(range(-2400, -600)), waits))
                .containsExactly(new PlanStep.Reshape(waits, range(-1800, -600), 1), lose(range(-2400, -1800)));
    }

    @Test
    void a_gap_that_is_wholly_forgotten_is_given_up_whatever_place_it_has_to_resume_at() {
        GapRow begun = new GapRow(
                "g",
                POSTS,
                range(-2400, -2000),
                GapState.STUCK,
                7,
                1,
                new GapRow.GapTries(5, 0, "page 3", null),
                MiningMode.GAP_FILL,
                null);

        assertThat(plan(NOON, List.of(range(-2400, -2100)), begun))
                .containsExactly(new PlanStep.GiveUp(begun, range(-2400, -2100)));
    }

    @Test
    void a_gap_that_a_miner_works_on_is_left_to_it() {
        GapRow working = gap(POSTS, range(-2400, -2000), GapState.SCHEDULED);

        assertThat(plan(NOON, List.of(range(-2400, -2000)), working)).isEmpty();
    }

    @Test
    void a_gap_that_nobody_can_fill_is_neither_reopened_nor_opened_beside_and_grows_with_time() {
        GapRow lost = lost(range(-3000, -1800));

        assertThat(plan(NOON, List.of(range(-3000, -1800)), lost)).isEmpty();
        assertThat(plan(NOON.plusSeconds(120), List.of(range(-3000, -1700)), lost))
                .containsExactly(new PlanStep.Resize(lost, range(-3000, -1700)));
    }

    @Test
    void a_gap_that_nobody_can_fill_shrinks_and_ends_when_coverage_shows_it_all_the_same() {
        GapRow lost = lost(range(-3000, -1800));

        assertThat(plan(NOON, List.of(range(-2500, -1800)), lost))
                .containsExactly(new PlanStep.Resize(lost, range(-2500, -1800)));
        assertThat(plan(NOON, List.of(), lost)).containsExactly(new PlanStep.Fill(lost));
    }

    @Test
    void a_completed_walk_that_the_boundary_has_overtaken_is_walked_again_above_it_only() {
        GapRow overdue = gap(POSTS, range(-2400, -600), GapState.FILLING);

        assertThat(plan(NOON, List.of(range(-2400, -1700)), overdue))
                .containsExactly(new PlanStep.Reopen(overdue, range(-1800, -1700), 1), lose(range(-2400, -1800)));
    }

    /** It keeps nothing, so that nothing is asked of it, and what is missing is said aloud at once. */
    @Test
    void what_a_source_without_a_listing_did_not_send_is_lost_at_once_and_grows() {
        FollowedStream unlisted = PlannedStreams.upkept(Duration.ZERO, null);
        GapRow lost = lost(range(-600, -500));

        assertThat(planner.plan(unlisted, live(POSTS, at(-1), 0.5, range(-600, -500)), List.of(), NOON)
                        .steps())
                .containsExactly(lose(range(-600, -500)));
        assertThat(planner.plan(unlisted, live(POSTS, at(-1), 0.5, range(-600, -5)), List.of(lost), NOON)
                        .steps())
                .containsExactly(new PlanStep.Resize(lost, range(-600, -5)));
        assertThat(AuditHorizon.of(unlisted, NOON, Duration.ZERO)).isNull();
    }

    @Test
    void the_deadline_is_when_the_source_forgets_the_oldest_position() {
        assertThat(SourceRetention.deadline(PlannedStreams.forgotten(), at(-600)))
                .isEqualTo(NOON.plus(Duration.ofMinutes(20)));
        assertThat(SourceRetention.deadline(PlannedStreams.posts(), at(-600))).isNull();
    }
}
