package dev.gapless.scheduler.planning;

import static dev.gapless.scheduler.planning.PlannedStreams.NOON;
import static dev.gapless.scheduler.planning.PlannedStreams.POSTS;
import static dev.gapless.scheduler.planning.PlannedStreams.at;
import static dev.gapless.scheduler.planning.PlannedStreams.gap;
import static dev.gapless.scheduler.planning.PlannedStreams.live;
import static dev.gapless.scheduler.planning.PlannedStreams.notLive;
import static dev.gapless.scheduler.planning.PlannedStreams.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import dev.gapless.scheduler.planning.NextLook.Look;
import dev.gapless.scheduler.schedules.PollTicks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NextLookTest {

    private static final FollowedStream FOLLOWED = PlannedStreams.posts();

    private final NextLook nextLook = new NextLook(Duration.ofMinutes(5), Duration.ofSeconds(30), new Random(1));
    private final GapPlanner planner = new GapPlanner(PlannedStreams.PROPERTIES);

    private Look after(Entry answer, int waits, ReconcileHistory history, GapRow... gaps) {
        return after(FOLLOWED, answer, waits, history, gaps);
    }

    private Look after(FollowedStream followed, Entry answer, int waits, ReconcileHistory history, GapRow... gaps) {
        StreamPlan plan = planner.plan(followed, answer, List.of(gaps), NOON);
        return nextLook.after(followed, List.of(gaps), answer, plan, plan.steps(), history, waits, NOON);
    }

    private Instant after(Entry answer, GapRow... gaps) {
        return after(answer, 0, ReconcileHistory.NONE, gaps).at();
    }

    @Test
    void a_quiet_live_stream_is_left_to_the_sweep() {
        assertThat(after(live(POSTS, at(-1), 0.5, range(-1, 0))))
                .isBetween(NOON.plusSeconds(240), NOON.plusSeconds(360));
    }

    @Test
    void what_grows_at_the_end_of_a_live_stream_is_looked_at_soon() {
        assertThat(after(live(POSTS, at(0), 0.5, range(-5, -2)))).isEqualTo(NOON.plusSeconds(1));
    }

    /** A connection was cut and came back: what lies between has not settled, and no word will tell when it has. */
    @Test
    void a_hole_that_has_not_settled_is_looked_at_when_it_has() {
        Entry reconnected = live(POSTS, at(0), 0.5, range(-1.5, -0.5));
        Horizon asked = PlanningHorizons.asked(FOLLOWED, List.of(), NOON).orElseThrow();

        assertThat(asked.to())
                .as("the hole is seen, also by a scheduler whose clock is behind")
                .isGreaterThanOrEqualTo(at(3600));
        assertThat(planner.plan(FOLLOWED, reconnected, List.of(), NOON).steps()).isEmpty();
        assertThat(after(reconnected)).isEqualTo(NOON.plusMillis(1500));

        Entry ahead = live(POSTS, at(8), 0.1, range(2, 6));
        assertThat(after(ahead))
                .as("the scheduler's clock is behind the source's: the hole lies in its future")
                .isEqualTo(NOON.plusSeconds(8));

        Entry unread = live(POSTS, at(30), 0.1, range(-1.5, 3600));
        assertThat(after(unread))
                .as("the window begins later than now: what is past of the hole is not left until then")
                .isEqualTo(NOON.plusSeconds(2));

        Entry opened = live(POSTS, at(-0.5), 0.1, range(-1.5, 0));
        assertThat(after(opened))
                .as("the window covers nothing yet, and its first growth is not told of")
                .isEqualTo(NOON.plusMillis(1500));
    }

    /** The end is planned in steps of ten seconds, two of which it takes to settle. */
    @Test
    void without_a_live_window_the_next_step_of_the_end_is_waited_for() {
        assertThat(after(notLive(POSTS))).isEqualTo(NOON.plusSeconds(2));
    }

    /** Ten minutes before noon, and every quarter of an hour. */
    @Test
    void a_stream_with_a_schedule_is_planned_up_to_its_last_poll_and_looked_at_again_for_its_next() {
        PollTicks ticks = new PollTicks() {
            @Override
            public long last(long position) {
                return at(-600);
            }

            @Override
            public long next(long position) {
                return at(300);
            }
        };
        FollowedStream scheduled = new FollowedStream(
                POSTS, FOLLOWED.spec(), FOLLOWED.from(), FOLLOWED.since(), FOLLOWED.silenceLimit(), ticks);
        Entry answer = notLive(POSTS, range(-900, 3600));

        assertThat(planner.plan(scheduled, answer, List.of(), NOON).steps())
                .singleElement()
                .extracting(step -> ((PlanStep.Open) step).range())
                .isEqualTo(range(-900, -600));
        assertThat(after(scheduled, answer, 0, ReconcileHistory.NONE).at())
                .as("two seconds of settling behind it, or the sweep")
                .isBetween(NOON.plusSeconds(240), NOON.plusSeconds(302));
    }

    @Test
    void a_walk_that_coverage_should_show_is_looked_at_when_that_is_over() {
        GapRow filling = gap(POSTS, range(-600, -597), GapState.FILLING);
        GapRow waiting = new GapRow(
                filling.id(),
                POSTS,
                filling.range(),
                GapState.FILLING,
                7,
                1,
                new GapRow.GapTries(0, 0, null, NOON.plusSeconds(15)),
                filling.mode(),
                null);

        assertThat(after(live(POSTS, at(-1), 0.5, range(-600, -597)), waiting)).isEqualTo(NOON.plusSeconds(15));
    }

    /**
     * What is claimed and not held is told of when it is held; should that word be lost, it is asked for ever rarer.
     */
    @Test
    void what_is_claimed_and_not_held_is_looked_at_after_ever_longer_waits() {
        GapRow filling = gap(POSTS, range(-600, -597), GapState.FILLING);
        Entry claimed = new Entry(POSTS, List.of(), at(-1), NOON, 0.5, null, 1, null, List.of(range(-600, -597)));

        Look first = after(claimed, 0, ReconcileHistory.NONE, filling);
        Look third = after(claimed, 2, ReconcileHistory.NONE, filling);
        Look ninth = after(claimed, 8, ReconcileHistory.NONE, filling);

        assertThat(first).isEqualTo(new Look(NOON.plusSeconds(1), 1));
        assertThat(third).isEqualTo(new Look(NOON.plusSeconds(4), 3));
        assertThat(ninth).isEqualTo(new Look(NOON.plusSeconds(16), 5));
    }

    /** The history that this plan was made by does not know yet that the gap was filled. */
    @Test
    void what_was_filled_is_looked_at_soon_where_the_stream_is_compared() {
        GapRow filled = gap(POSTS, range(-600, -597), GapState.FILLING);
        Entry answer = live(POSTS, at(-1), 0.5, range(-1, 0));

        assertThat(after(PlannedStreams.reconciled(), answer, 0, ReconcileHistory.NONE, filled)
                        .at())
                .isEqualTo(NOON.plusSeconds(1));
        assertThat(after(answer, filled)).isAfter(NOON.plusSeconds(200));
    }
}
