package dev.gapless.miner.walk;

import static dev.gapless.miner.walk.MinerFixture.gap;
import static dev.gapless.miner.walk.MinerFixture.page;
import static dev.gapless.miner.walk.MinerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.TopicNames;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.Again;
import dev.gapless.connector.PageStep.BrokenItem;
import dev.gapless.connector.PageStep.Looping;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Refuted;
import dev.gapless.connector.PageStep.Unreadable;
import dev.gapless.connector.PageStep.Unsteady;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.slice.SliceResume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskMinerTest {

    private final MinerFixture mine = new MinerFixture();

    @Test
    void a_walk_goes_on_until_the_page_says_it_is_the_last() {
        MiningProgress progress = mine.mine(
                gap(),
                page(Range.of(80, 100), false, "e"),
                page(Range.of(60, 80), false),
                page(Range.of(40, 60), false, "c", "d"),
                page(Range.of(20, 40), false, "b"),
                page(Range.of(0, 20), true, "a"));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(progress.pages()).isEqualTo(5);
        assertThat(progress.items()).isEqualTo(5);
        assertThat(mine.kafka.on(TopicNames.CAPTURED_BACKFILL)).hasSize(5);
        assertThat(mine.coverage())
                .extracting(CoverageReport::windowId, CoverageReport::from, CoverageReport::open)
                .containsExactly(
                        tuple("gap-1:4", 80L, true),
                        tuple("gap-1:4", 60L, true),
                        tuple("gap-1:4", 40L, true),
                        tuple("gap-1:4", 20L, true),
                        tuple("gap-1:4", 0L, false));
    }

    @Test
    void epoch_and_generation_of_the_task_travel_with_everything() {
        MiningProgress progress = mine.mine(gap(), page(Range.of(0, 100), true, "a"));

        assertThat(progress.epoch()).isEqualTo(4);
        assertThat(mine.coverage()).extracting(CoverageReport::epoch).containsExactly(4L);
        assertThat(mine.coverage()).extracting(CoverageReport::generation).containsExactly(7L);
        assertThat(mine.kafka.on(TopicNames.CAPTURED_BACKFILL).getFirst().headers())
                .containsEntry("gapless-generation", new byte[] {0, 0, 0, 0, 0, 0, 0, 7});
    }

    @Test
    void items_come_before_the_coverage_of_their_page() {
        mine.mine(gap(), page(Range.of(50, 100), false, "b"), page(Range.of(0, 50), true, "a"));

        assertThat(mine.kafka.topics())
                .containsExactly(
                        TopicNames.CAPTURED_BACKFILL,
                        TopicNames.COVERAGE,
                        TopicNames.CAPTURED_BACKFILL,
                        TopicNames.COVERAGE);
    }

    @Test
    void after_its_pages_a_slice_ends_and_says_where_to_go_on() {
        PageStep[] pages = new PageStep[21];
        Arrays.fill(pages, page(null, false, "x"));

        MiningProgress progress = mine.mine(gap(), pages);

        assertThat(progress.outcome()).isEqualTo(Outcome.ADVANCED);
        assertThat(SliceResume.read(progress.resume()).point()).isEqualTo("after-20");
        assertThat(progress.pages()).isEqualTo(20);
    }

    @Test
    void after_its_time_a_slice_ends_but_never_without_a_page() {
        mine.fetch.during(() -> mine.clock.advance(Duration.ofSeconds(6)));

        MiningProgress progress = mine.mine(gap(), page(null, false, "x"), page(null, true));

        assertThat(progress.outcome()).isEqualTo(Outcome.ADVANCED);
        assertThat(progress.pages()).isEqualTo(1);
    }

    @Test
    void a_further_slice_begins_where_the_last_one_stopped() {
        mine.mine(task(MiningMode.GAP_FILL, "after-20"), page(null, true));

        assertThat(mine.resumes).containsExactly("after-20");
    }

    @Test
    void a_resume_point_that_cannot_be_read_costs_a_walk_from_the_start_only() {
        MiningProgress progress = mine.mine(
                task(MiningMode.GAP_FILL, "of another release"),
                FakeSource.of(FakeSource.HTTP, (stream, mode, from, to, resume) -> {
                    if (resume != null) {
                        throw new IllegalArgumentException(resume);
                    }
                    return new ScriptedWalk(List.of(page(Range.of(0, 100), true)));
                }));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void a_page_of_several_calls_is_not_cut_by_the_end_of_the_slice() {
        mine.fetch.during(() -> mine.clock.advance(Duration.ofSeconds(4)));

        MiningProgress progress = mine.mine(gap(), new Again(), new Again(), page(Range.of(0, 100), true, "a"));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(progress.pages()).isEqualTo(1);
    }

    @Test
    void a_page_that_never_becomes_whole_is_refused() {
        PageStep[] steps = new PageStep[200];
        Arrays.fill(steps, new Again());

        assertThat(mine.mine(gap(), steps).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(mine.fetch.calls()).hasSize(100);
    }

    @Test
    void a_page_that_cannot_be_read_is_kept_and_the_walk_is_refused() {
        MiningProgress progress = mine.mine(gap(), new Unreadable("page.json", "not JSON", "look at it"));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(mine.kafka.on(TopicNames.DEAD_LETTERS)).hasSize(1);
        assertThat(mine.kafka.on(TopicNames.DEAD_LETTERS).getFirst().value()).isEqualTo(new byte[] {'{', '}'});
        assertThat(mine.coverage()).isEmpty();
    }

    @Test
    void an_item_that_cannot_be_read_is_kept_and_the_walk_goes_on() {
        Page page = new Page(
                List.of(),
                List.of(new BrokenItem(new byte[] {1}, "item.id", "no id", "look at it")),
                Range.of(0, 100),
                List.of(),
                null,
                true);

        MiningProgress progress = mine.mine(gap(), page);

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.kafka.topics()).containsExactly(TopicNames.DEAD_LETTERS, TopicNames.COVERAGE);
    }

    @Test
    void a_resumed_walk_in_circles_is_given_up_and_begins_anew() {
        MiningProgress progress = mine.mine(
                task(MiningMode.GAP_FILL, "r"), page(Range.of(50, 100), false, "a"), new Looping("the same again"));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.resume()).isNull();
        assertThat(progress.reason()).isEqualTo(MiningProgress.GIVEN_UP + "the same again");
        assertThat(mine.coverage()).extracting(CoverageReport::to).containsExactly(100L);
    }

    @Test
    void a_walk_in_circles_is_cut_otherwise_before_it_is_refused() {
        PageStep circle = new Looping("the same again");
        MiningProgress progress = mine.mine(
                gap(),
                FakeSource.of(
                        FakeSource.HTTP,
                        (stream, mode, from, to, resume) ->
                                new ScriptedWalk(List.of(circle, circle, page(Range.of(0, 100), true, "a")), 2, 0)));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.coverage()).hasSize(1);
    }

    @Test
    void a_walk_that_goes_in_circles_however_it_is_cut_ends() {
        List<PageStep> circles = Collections.nCopies(100, new Looping("the same again"));
        MiningProgress progress = mine.mine(
                gap(),
                FakeSource.of(
                        FakeSource.HTTP, (stream, mode, from, to, resume) -> new ScriptedWalk(circles, 100, 100)));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(mine.fetch.calls()).hasSize(13);
        assertThat(mine.coverage()).isEmpty();
    }

    /** Each page of a chain is compared by further calls, and those are no success while it is refuted. */
    @Test
    void a_page_that_is_refuted_is_cut_otherwise_although_calls_between_succeed() {
        List<PageStep> refuted = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            refuted.add(new Again());
            refuted.add(new Refuted("left out"));
        }
        MiningProgress progress = mine.mine(
                gap(),
                FakeSource.of(
                        FakeSource.HTTP, (stream, mode, from, to, resume) -> new ScriptedWalk(refuted, 100, 100)));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).isEqualTo("left out");
        assertThat(mine.fetch.calls())
                .as("three attempts, and one for each of 12 cuts")
                .hasSize(30);
    }

    @Test
    void a_page_that_covers_something_ends_the_count_of_cuts() {
        List<PageStep> steps = new ArrayList<>();
        for (Page page : List.of(page(Range.of(0, 50), false, "a"), page(Range.of(50, 100), true, "b"))) {
            steps.addAll(Collections.nCopies(12, new Refuted("left out")));
            steps.add(page);
        }
        MiningProgress progress = mine.mine(
                gap(),
                FakeSource.of(FakeSource.HTTP, (stream, mode, from, to, resume) -> new ScriptedWalk(steps, 100, 0)));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void an_unsteady_source_is_tried_three_times_with_pauses_between() {
        MiningProgress progress = mine.mine(gap(), new Unsteady("moved"), new Unsteady("moved"), new Unsteady("moved"));

        assertThat(progress.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(progress.reason()).isEqualTo("moved");
        assertThat(mine.fetch.calls()).hasSize(3);
        assertThat(mine.waiter.waits).hasSize(2);
        assertThat(Duration.between(FixedNoon.NOON, mine.clock.instant()))
                .isGreaterThan(Duration.ZERO)
                .isLessThanOrEqualTo(Duration.ofMillis(600));
    }

    @Test
    void a_source_that_asks_for_patience_inside_its_answer_is_obeyed() {
        MiningProgress progress =
                mine.mine(gap(), new PageStep.Throttled(FixedNoon.NOON.plusSeconds(30)), page(null, true));

        assertThat(progress.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(progress.retryAt()).isEqualTo(FixedNoon.NOON.plusSeconds(30));
        assertThat(mine.pacing.pauses).containsExactly(FixedNoon.NOON.plusSeconds(30));
    }

    @Test
    void a_bug_costs_one_task_an_attempt_and_is_counted() {
        MiningProgress progress = mine.mine(
                task(MiningMode.GAP_FILL, "r"), FakeSource.of(FakeSource.HTTP, (stream, mode, from, to, resume) -> {
                    throw new IllegalStateException("bug");
                }));

        assertThat(progress.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(progress.resume()).isNull();
        assertThat(mine.meters
                        .counter("gapless.internal.errors", "where", "mining")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void a_stopping_service_ends_a_slice_after_its_page() {
        mine.fetch.during(() -> mine.waiter.stopping = true);

        MiningProgress progress = mine.mine(gap(), page(Range.of(50, 100), false, "a"), page(null, true));

        assertThat(progress.outcome()).isEqualTo(Outcome.ADVANCED);
        assertThat(SliceResume.read(progress.resume()).point()).isEqualTo("after-1");
        assertThat(mine.coverage()).hasSize(1);
    }
}
