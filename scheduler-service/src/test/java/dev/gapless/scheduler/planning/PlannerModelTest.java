package dev.gapless.scheduler.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Plans a numbered stream whose coverage grows and is cut back at random while its gaps are handed out, resumed and
 * completed at random. The model is one bit a position.
 */
class PlannerModelTest {

    private static final int END = 240;
    private static final int FROM = 20;

    private final GapPlanner planner = new GapPlanner(PlannedStreams.PROPERTIES);
    private final FollowedStream blocks = PlannedStreams.blocks(FROM);
    private final BitSet covered = new BitSet();
    private final List<GapRow> gaps = new ArrayList<>();
    private int frontier = 60;
    private int opened;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void everything_missing_is_in_just_one_gap_and_every_gap_is_missing_something(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 400; step++) {
            disturb(random);
            List<PlanStep> steps = plan();
            steps.forEach(this::make);

            assertThat(plan())
                    .as("a second plan of the same state, after %s", steps)
                    .isEmpty();
            assertNoTwoOverlap();
            for (int position = FROM; position < frontier; position++) {
                assertThat(covered.get(position) || planned(position))
                        .as("position %d is covered or in a gap of %s", position, gaps)
                        .isTrue();
            }
            for (GapRow gap : gaps) {
                assertThat(missingIn(gap.range())).as("missing in %s", gap).isPositive();
                if (gap.state() == GapState.OPEN && gap.resume() == null) {
                    assertThat(covered.get((int) gap.range().from())).isFalse();
                    assertThat(covered.get((int) gap.range().to() - 1)).isFalse();
                }
            }
        }
    }

    private void disturb(SplittableRandom random) {
        frontier = Math.clamp(frontier + random.nextInt(-3, 6), FROM + 1, END);
        int start = random.nextInt(END);
        int length = 1 + random.nextInt(25);
        if (random.nextInt(5) == 0) {
            covered.clear(start, start + length);
        } else {
            covered.set(start, start + length);
        }
        gaps.replaceAll(gap -> random.nextInt(3) == 0 ? moved(gap, random) : gap);
    }

    private static GapRow moved(GapRow gap, SplittableRandom random) {
        GapState[] states = {GapState.OPEN, GapState.SCHEDULED, GapState.FILLING, GapState.STUCK};
        GapState state = states[random.nextInt(states.length)];
        @Nullable String resume = state == GapState.OPEN && random.nextBoolean() ? "somewhere" : null;
        int attempts = random.nextInt(2);
        return row(gap.id(), gap.range(), state, resume, attempts, attempts == 0 ? null : "status 404 (expected: 200)");
    }

    private static GapRow row(
            String id, Range range, GapState state, @Nullable String resume, int attempts, @Nullable String reason) {
        return new GapRow(
                id,
                PlannedStreams.BLOCKS,
                range,
                state,
                1,
                1,
                new GapRow.GapTries(attempts, 0, resume, PlannedStreams.NOON),
                MiningMode.GAP_FILL,
                reason);
    }

    private List<PlanStep> plan() {
        Horizon asked =
                PlanningHorizons.asked(blocks, gaps, PlannedStreams.NOON).orElseThrow();
        List<Range> missing = new ArrayList<>();
        int from = covered.nextClearBit((int) asked.from());
        while (from < frontier) {
            int to = covered.nextSetBit(from);
            int end = to < 0 ? frontier : Math.min(to, frontier);
            missing.add(Range.of(from, end));
            from = covered.nextClearBit(end);
        }
        gaps.sort((one, other) -> one.range().compareTo(other.range()));
        return planner.plan(
                        blocks,
                        PlannedStreams.numbered((long) frontier, null, 1, missing),
                        List.copyOf(gaps),
                        PlannedStreams.NOON)
                .steps();
    }

    private void make(PlanStep step) {
        switch (step) {
            case PlanStep.Open open -> gaps.add(row("g" + opened++, open.range(), GapState.OPEN, null, 0, null));
            case PlanStep.Await(GapRow gap) -> throw new AssertionError("all that is claimed is held here: " + gap);
            case PlanStep.Fill(GapRow gap) -> {
                assertThat(missingIn(gap.range()))
                        .as("missing in filled %s", gap)
                        .isZero();
                gaps.remove(gap);
            }
            case PlanStep.Reopen(GapRow gap, Range range, long generation) ->
                gaps.set(
                        gaps.indexOf(gap),
                        row(gap.id(), range, GapState.OPEN, null, gap.attempts() + 1, "seen %s".formatted(gap.id())));
            case PlanStep.Reshape(GapRow gap, Range range, long generation) ->
                gaps.set(gaps.indexOf(gap), row(gap.id(), range, gap.state(), null, gap.attempts(), gap.reason()));
            case PlanStep.Absorb(GapRow gap) -> gaps.remove(gap);
            case PlanStep.GiveUp giveUp -> throw new AssertionError("a source without retention: " + giveUp);
            case PlanStep.Resize resize -> throw new AssertionError("a source without retention: " + resize);
            case PlanStep.Lose lose -> throw new AssertionError("a source without retention: " + lose);
        }
    }

    private int missingIn(Range range) {
        int missing = 0;
        for (int position = (int) range.from(); position < Math.min(range.to(), frontier); position++) {
            missing += covered.get(position) ? 0 : 1;
        }
        return missing;
    }

    private boolean planned(int position) {
        return gaps.stream().anyMatch(gap -> gap.range().contains(position));
    }

    private void assertNoTwoOverlap() {
        for (int i = 0; i < gaps.size(); i++) {
            for (int j = i + 1; j < gaps.size(); j++) {
                assertThat(gaps.get(i).range().overlaps(gaps.get(j).range()))
                        .as("%s and %s overlap", gaps.get(i), gaps.get(j))
                        .isFalse();
            }
        }
    }
}
