package dev.gapless.miner.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress.Outcome;
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

/** A source that forgets after an hour answers a question about yesterday with an empty page, which proves nothing. */
class RetentionBoundTest {

    private static final long NOON = MicrosecondTime.of(FixedNoon.NOON);
    private static final long SECOND = 1_000_000;

    private final MinerFixture mine = new MinerFixture();

    private static final FakeSource FORGETFUL = FakeSource.of(
                    FakeSource.HTTP,
                    (stream, mode, from, to, resume) -> new ScriptedWalk(
                            List.of(new Page(List.of(), List.of(), Range.of(from, to), List.of(), null, true))))
            .with(new StreamSpec(
                    "posts",
                    Kind.EVENT,
                    PositionDomain.TIME,
                    Set.of(Aspect.CREATIONS),
                    Set.of(Aspect.CREATIONS),
                    true,
                    new StreamSpec.StreamTiming(
                            Duration.ofSeconds(2),
                            Duration.ofDays(1),
                            Duration.ofSeconds(30),
                            Duration.ofHours(1),
                            null)));

    private static MiningTask task(long fromSeconds, long toSeconds) {
        return new MiningTask(
                "gap-1:4",
                "gap-1",
                MinerFixture.POSTS,
                MiningMode.GAP_FILL,
                NOON + fromSeconds * SECOND,
                NOON + toSeconds * SECOND,
                null,
                4,
                7,
                FixedNoon.NOON);
    }

    @Test
    void nothing_is_claimed_of_what_the_source_has_forgotten() {
        assertThat(mine.mine(task(-90_000, -86_400), FORGETFUL).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.coverage()).isEmpty();
    }

    @Test
    void a_range_around_the_boundary_is_claimed_above_it_only() {
        mine.mine(task(-7_200, -60), FORGETFUL);

        assertThat(mine.coverage())
                .extracting(CoverageReport::from, CoverageReport::to)
                .containsExactly(tuple(NOON - 3_598 * SECOND, NOON - 60 * SECOND));
    }
}
