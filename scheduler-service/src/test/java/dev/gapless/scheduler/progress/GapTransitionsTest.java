package dev.gapless.scheduler.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.position.StreamId;
import dev.gapless.common.retry.RetryBackoff;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GapTransitionsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final GapTransitions judge = new GapTransitions(
            new MiningProgressProperties(Duration.ofSeconds(15), 5, Duration.ofHours(1), Duration.ofDays(1)),
            RetryBackoff.fullJitter(Duration.ofSeconds(1), Duration.ofMinutes(5), new SplittableRandom(7)));

    private static MiningProgress slice(Outcome outcome, @Nullable String resume, @Nullable Instant retryAt) {
        return new MiningProgress(
                new MiningProgress.TaskRef("t", "g", new StreamId("sandbox", "alice", "posts"), 3),
                outcome,
                resume,
                retryAt,
                "why",
                1,
                10,
                NOON);
    }

    private GapTransition after(MiningProgress slice, int attempts) {
        return judge.after(slice, new DispatchedGapState(new Range(0, 1_000), attempts), 1, NOON);
    }

    @Test
    void an_advanced_walk_goes_on_at_once_where_it_stopped_and_its_failures_are_forgotten() {
        assertThat(after(slice(Outcome.ADVANCED, "page 4", null), 3))
                .isEqualTo(GapTransition.open("page 4", NOON, 0, null).with(new SourceHistory.Kept(null)));
    }

    @Test
    void a_completed_walk_waits_for_coverage_to_show_it() {
        GapTransition verdict = after(slice(Outcome.COMPLETED, null, null), 0);

        assertThat(verdict.state()).isEqualTo(GapState.FILLING);
        assertThat(verdict.leaseUntil()).isEqualTo(NOON.plusSeconds(15));
    }

    @Test
    void a_limited_walk_waits_until_the_instant_the_upstream_named_and_it_costs_no_attempt() {
        GapTransition verdict = after(slice(Outcome.LIMITED, "page 4", NOON.plusSeconds(90)), 2);

        assertThat(verdict).isEqualTo(GapTransition.open("page 4", NOON.plusSeconds(90), 2, "why"));
    }

    @Test
    void a_limited_walk_waits_as_long_as_the_upstream_wished_also_where_the_miners_clock_is_an_hour_ahead() {
        Instant miners = NOON.plusSeconds(3_600);
        MiningProgress limited = new MiningProgress(
                new MiningProgress.TaskRef("t", "g", new StreamId("sandbox", "alice", "posts"), 3),
                Outcome.LIMITED,
                null,
                miners.plusSeconds(90),
                "why",
                1,
                10,
                miners);

        assertThat(after(limited, 0).dueAt()).isEqualTo(NOON.plusSeconds(90));
    }

    @Test
    void a_failed_walk_waits_longer_each_time_but_never_longer_than_five_minutes() {
        for (int attempts = 0; attempts < 40; attempts++) {
            GapTransition verdict = after(slice(Outcome.FAILED, null, null), attempts);

            assertThat(verdict.state()).isEqualTo(GapState.OPEN);
            assertThat(verdict.attempts()).isEqualTo(attempts + 1);
            assertThat(verdict.dueAt())
                    .isAfter(NOON)
                    .isBeforeOrEqualTo(NOON.plusSeconds(Math.min(300, 1L << Math.min(attempts, 20))));
        }
    }

    @Test
    void a_walk_that_is_refused_five_times_is_stuck_and_tried_again_in_an_hour() {
        assertThat(after(slice(Outcome.REFUSED, "page 4", null), 3).state()).isEqualTo(GapState.OPEN);
        assertThat(after(slice(Outcome.REFUSED, "page 4", null), 4))
                .isEqualTo(new GapTransition(GapState.STUCK, null, NOON.plusSeconds(3600), 5, null, "why"));
        assertThat(after(slice(Outcome.REFUSED, null, null), 5).state()).isEqualTo(GapState.STUCK);
    }

    @Test
    void a_completed_poll_is_due_again_after_its_period() {
        assertThat(judge.nextPoll(slice(Outcome.COMPLETED, null, null), 0, Duration.ofSeconds(30), NOON))
                .isEqualTo(NOON.plusSeconds(30));
    }

    @Test
    void the_first_position_that_the_source_says_it_keeps_is_asked_for_next() {
        assertThat(after(goneBefore(700L), 0).history()).isEqualTo(new SourceHistory.Gone(700, null, 0));
        assertThat(after(goneBefore(0L), 0).history())
                .as("it keeps what it says is gone: that is no boundary")
                .isEqualTo(new SourceHistory.Gone(500, null, 0));
        GapTransition nothing = after(goneBefore(1_000L), 0);
        assertThat(nothing.state()).isEqualTo(GapState.OPEN);
        assertThat(nothing.history())
                .as("one answer is not believed of all")
                .isEqualTo(new SourceHistory.Gone(0, NOON, 1));
    }

    private static MiningProgress goneBefore(long keptFrom) {
        MiningProgress told = gone(0);
        return new MiningProgress(told.task(), told.outcome(), null, null, told.reason(), 0, 0, told.at(), keptFrom);
    }

    private static MiningProgress gone(int pages) {
        return new MiningProgress(
                new MiningProgress.TaskRef("t", "g", new StreamId("sandbox", "alice", "posts"), 3),
                Outcome.GONE,
                null,
                null,
                "status 410",
                pages,
                0,
                NOON);
    }

    @Test
    void what_the_source_says_is_gone_is_not_believed_before_younger_positions_are_gone_too() {
        GapTransition verdict = after(gone(0), 0);

        assertThat(verdict.state()).isEqualTo(GapState.OPEN);
        assertThat(verdict.dueAt()).isEqualTo(NOON);
        assertThat(verdict.history()).isEqualTo(new SourceHistory.Gone(500, null, 0));
    }

    @Test
    void where_the_source_answers_for_the_younger_half_the_search_goes_on_in_the_older_one() {
        Range gap = new Range(0, 1_000);

        assertThat(judge.after(
                                slice(Outcome.COMPLETED, null, null),
                                new DispatchedGapState(gap, 1, 500L, null, 0, false, false),
                                1,
                                NOON)
                        .history())
                .isEqualTo(new SourceHistory.Kept(250L));
        assertThat(judge.after(
                                slice(Outcome.COMPLETED, null, null),
                                new DispatchedGapState(gap, 1, 999L, NOON, 3, true, false),
                                1,
                                NOON.plusSeconds(9_000))
                        .history())
                .as("a day later nothing is known")
                .isEqualTo(new SourceHistory.Kept(null));
    }

    @Test
    void what_is_gone_to_its_youngest_position_is_asked_twice_more_within_an_hour_and_then_every_day() {
        GapTransition first = goneYoungest(null, 0, 0);
        GapTransition second = goneYoungest(NOON, 1, 1_800);
        GapTransition third = goneYoungest(NOON, 2, 3_600);

        assertThat(first.state()).isEqualTo(GapState.OPEN);
        assertThat(first.dueAt()).isEqualTo(NOON.plusSeconds(1_800));
        assertThat(first.history()).isEqualTo(new SourceHistory.Gone(999, NOON, 1));
        assertThat(second.state()).isEqualTo(GapState.OPEN);
        assertThat(third.state()).isEqualTo(GapState.UNFILLABLE);
        assertThat(third.reason()).isEqualTo("gone");
        assertThat(third.dueAt()).isEqualTo(NOON.plusSeconds(3_600).plus(Duration.ofDays(1)));
        assertThat(third.history()).isEqualTo(new SourceHistory.Gone(999, NOON, 3));
    }

    @Test
    void neither_a_clock_that_jumps_nor_many_answers_at_once_make_history_gone() {
        assertThat(goneYoungest(NOON, 1, 100_000).state()).isEqualTo(GapState.OPEN);
        assertThat(goneYoungest(NOON, 9, 3_599).state()).isEqualTo(GapState.OPEN);
    }

    private GapTransition goneYoungest(@Nullable Instant since, int answers, long seconds) {
        DispatchedGapState gap = new DispatchedGapState(new Range(0, 1_000), 1, 999L, since, answers, false, false);
        return judge.after(gone(0), gap, 1, NOON.plusSeconds(seconds));
    }

    @Test
    void a_reconciliation_is_asked_for_as_a_whole_again_for_a_part_of_it_proves_nothing() {
        Range gap = new Range(0, 1_000);
        GapTransition first = judge.after(gone(0), new DispatchedGapState(gap, 0, null, null, 0, false, true), 1, NOON);

        assertThat(first.state()).isEqualTo(GapState.OPEN);
        assertThat(first.history()).isEqualTo(new SourceHistory.Gone(0, NOON, 1));
        assertThat(first.dueAt()).isEqualTo(NOON.plusSeconds(1_800));
    }

    @Test
    void a_walk_that_brought_pages_before_it_was_gone_begins_anew_at_what_is_left() {
        assertThat(after(gone(3), 0).history()).isEqualTo(new SourceHistory.Untold());
        assertThat(after(gone(3), 0).resume()).isNull();
        assertThat(after(gone(3), 4).history()).isEqualTo(new SourceHistory.Gone(500, null, 0));
    }

    @Test
    void a_walk_that_its_miner_gave_up_is_stuck_at_once_with_its_cause_and_its_poll_waits_as_long() {
        MiningProgress givenUp = new MiningProgress(
                new MiningProgress.TaskRef("t", "g", new StreamId("kubernetes", "a", "events"), 3),
                Outcome.REFUSED,
                null,
                null,
                MiningProgress.GIVEN_UP + "the listing's cursors expire before a walk of it ends",
                19,
                0,
                NOON);

        assertThat(after(givenUp, 0))
                .isEqualTo(new GapTransition(GapState.STUCK, null, NOON.plusSeconds(3600), 1, null, givenUp.reason()));
        assertThat(judge.nextPoll(givenUp, 0, Duration.ofSeconds(30), NOON)).isEqualTo(NOON.plusSeconds(3600));
    }

    @Test
    void a_stopped_reconciliation_is_stuck_at_once() {
        MiningProgress guarded = new MiningProgress(
                new MiningProgress.TaskRef("t", "g", new StreamId("sandbox", "alice", "posts"), 3),
                Outcome.REFUSED,
                null,
                null,
                "mass-deletion: 40 of 50 items are no longer listed",
                1,
                0,
                NOON);
        assertThat(after(guarded, 0).state()).isEqualTo(GapState.STUCK);
    }
}
