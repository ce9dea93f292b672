package dev.gapless.scheduler.planning;

import static dev.gapless.scheduler.planning.PlannedStreams.NOON;
import static dev.gapless.scheduler.planning.PlannedStreams.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers that their listing shows late: rows of transactions that end late, and a replica that is behind. */
class SettlingNumbersTest {

    private final GapPlanner planner = new GapPlanner(PlannedStreams.PROPERTIES);
    private final FollowedStream rows = PlannedStreams.rows(0, Duration.ofSeconds(30));

    private static Entry missing(long frontier, Range... missing) {
        return numbered(frontier, null, 1, List.of(missing));
    }

    private StreamPlan plan(Entry answer, double seconds, GapRow... unfinished) {
        return planner.plan(rows, answer, List.of(unfinished), after(seconds));
    }

    private static Instant after(double seconds) {
        return NOON.plusMillis(Math.round(seconds * 1_000));
    }

    private static List<Range> opened(StreamPlan plan) {
        return plan.steps().stream().map(step -> ((PlanStep.Open) step).range()).toList();
    }

    @Test
    void numbers_are_asked_for_when_a_higher_one_has_been_known_for_the_settle_time() {
        assertThat(plan(missing(100, Range.of(0, 100)), 0).steps()).isEmpty();
        assertThat(plan(missing(105, Range.of(0, 105)), 29.999).steps()).isEmpty();
        assertThat(opened(plan(missing(105, Range.of(0, 105)), 30))).containsExactly(Range.of(0, 100));
        assertThat(opened(plan(missing(105, Range.of(100, 105)), 59.999))).containsExactly(Range.of(100, 105));
    }

    @Test
    void a_hole_below_numbers_that_are_covered_is_asked_for_when_it_has_settled() {
        Entry hole = missing(100, Range.of(50, 51));

        for (int second = 0; second < 30; second += 3) {
            assertThat(plan(hole, second).steps()).isEmpty();
        }
        assertThat(opened(plan(hole, 30))).containsExactly(Range.of(50, 51));
        assertThat(opened(plan(hole, 31)))
                .as("and again at once, should it be opened later")
                .containsExactly(Range.of(50, 51));
    }

    @Test
    void a_gap_that_waits_takes_in_what_has_settled_beside_it_and_no_more() {
        plan(missing(100, Range.of(0, 100)), 0);
        plan(missing(120, Range.of(0, 120)), 10);
        plan(missing(140, Range.of(0, 140)), 20);
        GapRow waiting = PlannedStreams.gap(PlannedStreams.BLOCKS, Range.of(0, 100), GapState.OPEN);

        assertThat(plan(missing(140, Range.of(0, 140)), 40, waiting).steps())
                .containsExactly(new PlanStep.Reshape(waiting, Range.of(0, 120), 1));
    }

    /** The answer may tell of a number that was seen while it was waited for. */
    @Test
    void a_number_is_no_older_than_the_answer_that_told_of_it() {
        Entry answer = missing(100, Range.of(0, 100));
        planner.plan(rows, answer, List.of(), after(0), after(8));

        assertThat(plan(answer, 37.999).steps()).isEmpty();
        assertThat(opened(plan(answer, 38))).containsExactly(Range.of(0, 100));
    }

    @Test
    void numbers_that_settle_at_once_are_asked_for_in_the_plan_that_hears_of_them() {
        FollowedStream blocks = PlannedStreams.blocks(0);

        assertThat(opened(planner.plan(blocks, missing(100, Range.of(0, 100)), List.of(), after(0), after(8))))
                .containsExactly(Range.of(0, 100));
    }

    @Test
    void a_scheduler_that_knows_nothing_of_the_past_waits_from_its_own_first_sight() {
        plan(missing(100, Range.of(0, 100)), 0);
        GapPlanner other = new GapPlanner(PlannedStreams.PROPERTIES);
        Entry answer = missing(100, Range.of(0, 100));

        assertThat(other.plan(rows, answer, List.of(), after(30)).steps()).isEmpty();
        assertThat(opened(other.plan(rows, answer, List.of(), after(60)))).containsExactly(Range.of(0, 100));
    }

    /** Nothing is told of when numbers settle: the next look is for that instant, and for no earlier one. */
    @Test
    void the_next_look_is_when_more_numbers_have_settled() {
        assertThat(look(missing(100, Range.of(0, 100)), 0)).isEqualTo(after(30));
        assertThat(look(missing(120, Range.of(0, 120)), 10)).isEqualTo(after(30));
        assertThat(look(missing(120, Range.of(0, 120)), 30)).isEqualTo(after(40));
        assertThat(look(missing(120, Range.of(100, 120)), 39.999))
                .as("what settles within a second is asked for together")
                .isEqualTo(after(40.999));
        assertThat(look(missing(120, Range.of(100, 120)), 41))
                .as("all have settled: only a word brings more")
                .isAfter(after(200));
    }

    @Test
    void where_nothing_is_missing_no_look_is_for_settling() {
        assertThat(look(missing(100), 0)).isAfter(after(200));
        assertThat(look(missing(120, Range.of(50, 60)), 31))
                .as("the hole has settled, the newest are covered")
                .isAfter(after(200));
    }

    private Instant look(Entry answer, double seconds) {
        StreamPlan plan = plan(answer, seconds);
        return new NextLook(Duration.ofMinutes(5), Duration.ofSeconds(30), new Random(1))
                .after(rows, List.of(), answer, plan, plan.steps(), ReconcileHistory.NONE, 0, after(seconds))
                .at();
    }
}
