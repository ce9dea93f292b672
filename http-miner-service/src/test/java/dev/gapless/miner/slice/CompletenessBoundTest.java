package dev.gapless.miner.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.walk.MinerFixture;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The stream settles in two seconds; the task asks for the minute up to two seconds ago, by our clock. */
class CompletenessBoundTest {

    private static final long NOON = MicrosecondTime.of(FixedNoon.NOON);
    private static final long SECOND = 1_000_000;

    private final MinerFixture mine = new MinerFixture();

    @Test
    void a_source_in_time_is_claimed_whole() {
        assertThat(end(MiningMode.GAP_FILL)).isEqualTo(NOON - 2 * SECOND);
    }

    @Test
    void of_a_source_whose_clock_is_behind_what_is_yet_to_come_there_is_not_claimed() {
        mine.sourceClocks.answered("forum", FixedNoon.NOON.minusSeconds(7), Duration.ZERO);

        assertThat(end(MiningMode.GAP_FILL)).isEqualTo(NOON - 9 * SECOND);
    }

    private long end(MiningMode mode) {
        mine.mine(
                new MiningTask(
                        "gap-1:4",
                        "gap-1",
                        MinerFixture.POSTS,
                        mode,
                        NOON - 60 * SECOND,
                        NOON - 2 * SECOND,
                        null,
                        4,
                        7,
                        FixedNoon.NOON),
                FakeSource.of(
                                FakeSource.HTTP,
                                (stream, kind, from, to, resume) -> new ScriptedWalk(List.of(
                                        new Page(List.of(), List.of(), Range.of(from, to), List.of(), null, true))))
                        .with(new StreamSpec(
                                "posts",
                                Kind.EVENT,
                                PositionDomain.TIME,
                                Set.of(Aspect.CREATIONS),
                                Set.of(Aspect.CREATIONS),
                                true,
                                new StreamSpec.StreamTiming(
                                        Duration.ofSeconds(2), Duration.ofDays(1), Duration.ofSeconds(30)))));
        return mine.coverage().stream().mapToLong(CoverageReport::to).max().orElseThrow();
    }
}
