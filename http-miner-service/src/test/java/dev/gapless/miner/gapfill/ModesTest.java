package dev.gapless.miner.gapfill;

import static dev.gapless.miner.walk.MinerFixture.page;
import static dev.gapless.miner.walk.MinerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.walk.MinerFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModesTest {

    private static final long NOON = MicrosecondTime.of(FixedNoon.NOON);

    private final MinerFixture mine = new MinerFixture();

    @Test
    void a_snapshot_is_as_fresh_as_its_question_and_covers_nothing() {
        mine.fetch.during(() -> mine.clock.advance(Duration.ofSeconds(3)));

        assertThat(mine.mine(task(MiningMode.SNAPSHOT, null), page(null, true, "ann"))
                        .outcome())
                .isEqualTo(Outcome.COMPLETED);

        CoverageReport report = mine.coverage().getFirst();
        assertThat(report.windowId()).isEqualTo("forum/ann/posts:snapshot");
        assertThat(report.from()).isEqualTo(NOON);
        assertThat(report.to()).isEqualTo(NOON);
        assertThat(mine.kafka.topics()).containsExactly(TopicNames.CAPTURED_BACKFILL, TopicNames.COVERAGE);
    }

    @Test
    void a_probe_tells_the_frontier_and_covers_nothing() {
        Page head = new Page(List.of(), List.of(), null, List.of(), 812L, true);

        assertThat(mine.mine(task(MiningMode.PROBE, null), head).outcome()).isEqualTo(Outcome.COMPLETED);

        CoverageReport report = mine.coverage().getFirst();
        assertThat(report.windowId()).isEqualTo("forum/ann/posts:probe");
        assertThat(report.frontier()).isEqualTo(812);
        assertThat(report.from()).isEqualTo(report.to());
    }

    @Test
    void a_page_of_a_gap_covers_what_the_listing_shows_with_its_anchors_and_its_frontier() {
        Anchor anchor = new Anchor(60, "0xabc");
        Page page = new Page(List.of(), List.of(), Range.of(40, 100), List.of(anchor), 500L, true);

        mine.mine(MinerFixture.gap(), page);

        CoverageReport report = mine.coverage().getFirst();
        assertThat(report.aspects()).containsExactly(Aspect.CREATIONS);
        assertThat(report.evidence()).isEqualTo(Evidence.PAGE_WALK);
        assertThat(report.anchors()).containsExactly(anchor);
        assertThat(report.frontier()).isEqualTo(500);
    }

    @Test
    void pages_apart_are_windows_apart() {
        mine.mine(MinerFixture.gap(), page(Range.of(80, 100), false), page(Range.of(10, 20), true));

        assertThat(mine.coverage()).extracting(CoverageReport::windowId).containsExactly("gap-1:4", "gap-1:4#2");
    }

    @Test
    void a_page_never_covers_more_than_the_task_asked_for() {
        mine.mine(MinerFixture.gap(), page(Range.of(50, 5_000), false), page(Range.of(-50, 50), true));

        assertThat(mine.coverage()).extracting(CoverageReport::to).containsExactly(100L, 50L);
        assertThat(mine.coverage()).extracting(CoverageReport::from).containsExactly(50L, 0L);
    }
}
