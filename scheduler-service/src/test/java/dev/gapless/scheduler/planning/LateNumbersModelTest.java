package dev.gapless.scheduler.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A source gives numbers away in order, and lists them late, in any order. Some it never lists. Each is told of at once
 * by its socket. Walks claim all that they were asked for. The scheduler restarts now and then.
 */
class LateNumbersModelTest {

    private static final int SETTLE = 30;
    private static final int STEPS = 600;

    private final FollowedStream rows = PlannedStreams.rows(0, Duration.ofSeconds(SETTLE));
    private final List<Integer> listedAt = new ArrayList<>();
    private final BitSet claimed = new BitSet();
    private final List<GapRow> gaps = new ArrayList<>();
    private GapPlanner planner = new GapPlanner(PlannedStreams.PROPERTIES);
    private int lost;
    private int opened;
    private int second;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void what_is_listed_within_the_settle_time_is_never_claimed_before(long seed) {
        run(seed, SETTLE);

        assertThat(lost).isZero();
        assertThat(claimed.nextClearBit(0)).as("all is claimed in the end").isEqualTo(listedAt.size());
    }

    /** The model finds what the settle time is for. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void what_is_listed_later_is_lost(long seed) {
        run(seed, 4 * SETTLE);

        assertThat(lost).isPositive();
    }

    private void run(long seed, int lateness) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            second += random.nextInt(4);
            for (int row = random.nextInt(3); row > 0; row--) {
                listedAt.add(random.nextInt(8) == 0 ? Integer.MAX_VALUE : second + random.nextInt(lateness));
            }
            if (random.nextInt(100) == 0) {
                planner = new GapPlanner(PlannedStreams.PROPERTIES);
            }
            plan();
            gaps.replaceAll(gap -> random.nextInt(3) == 0 ? walked(gap) : gap);
        }
        for (int wait = 0; wait <= 2 * SETTLE; wait++) {
            second++;
            plan();
            gaps.replaceAll(this::walked);
        }
    }

    private GapRow walked(GapRow gap) {
        for (int number = (int) gap.range().from(); number < gap.range().to(); number++) {
            int listed = listedAt.get(number);
            lost += !claimed.get(number) && listed > second && listed < Integer.MAX_VALUE ? 1 : 0;
            claimed.set(number);
        }
        return row(gap.id(), gap.range(), GapState.FILLING);
    }

    private void plan() {
        List<Range> missing = new ArrayList<>();
        int from = claimed.nextClearBit(0);
        while (from < listedAt.size()) {
            int next = claimed.nextSetBit(from);
            int to = next < 0 ? listedAt.size() : next;
            missing.add(Range.of(from, to));
            from = claimed.nextClearBit(to);
        }
        gaps.sort((one, other) -> one.range().compareTo(other.range()));
        Instant now = PlannedStreams.NOON.plusSeconds(second);
        planner.plan(rows, PlannedStreams.numbered((long) listedAt.size(), null, 1, missing), List.copyOf(gaps), now)
                .steps()
                .forEach(this::make);
    }

    private void make(PlanStep step) {
        switch (step) {
            case PlanStep.Open open -> gaps.add(row("g" + opened++, open.range(), GapState.OPEN));
            case PlanStep.Fill(GapRow gap) -> gaps.remove(gap);
            case PlanStep.Reshape(GapRow gap, Range range, long generation) ->
                gaps.set(gaps.indexOf(gap), row(gap.id(), range, gap.state()));
            default -> throw new AssertionError("walks neither fail nor wait here: " + step);
        }
    }

    private static GapRow row(String id, Range range, GapState state) {
        return new GapRow(
                id,
                PlannedStreams.BLOCKS,
                range,
                state,
                1,
                1,
                new GapRow.GapTries(0, 0, null, PlannedStreams.NOON),
                MiningMode.GAP_FILL,
                null);
    }
}
