package dev.gapless.checkpoint.coverage.streams;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.ALL;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.POSTS;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.live;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.mined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.coverage.windows.CoverageRig;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.common.position.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForkRecorderIT {

    private final CoverageRig coverage = new CoverageRig();
    private final ForkRecorder forks = new ForkRecorder(
            coverage.database().client(),
            new ForkLock(coverage.database().jdbc()),
            coverage.database().transaction());
    private final StreamStateStore states =
            new StreamStateStore(coverage.database().client());

    @AfterEach
    void close() {
        coverage.close();
    }

    @Test
    void two_fingerprints_of_one_generation_contradict_each_other_until_a_fork_is_recorded_below() {
        coverage.apply(live("w", 0, 60).anchors(List.of(new Anchor(39, "a"), new Anchor(59, "b"))));
        coverage.apply(live("x", 0, 0).anchors(List.of(new Anchor(59, "c"))));
        assertThat(states.of(POSTS, "w").anchors())
                .containsExactly(new Anchor(59, Anchor.CONTRADICTED), new Anchor(39, "a"));

        coverage.apply(live("w", 0, 60).anchors(List.of(new Anchor(59, "b"))));
        coverage.apply(
                live("y", 0, 0).anchors(List.of(new Anchor(49, "d"))),
                live("z", 0, 0).anchors(List.of(new Anchor(49, "e"))));
        assertThat(states.of(POSTS, "w").anchors())
                .containsExactly(
                        new Anchor(59, Anchor.CONTRADICTED), new Anchor(49, Anchor.CONTRADICTED), new Anchor(39, "a"));

        forks.record(POSTS, new ForkNotice(39, 0));
        coverage.apply(live("v", 40, 60).generation(1).anchors(List.of(new Anchor(59, "c"))));
        assertThat(states.of(POSTS, "w").anchors()).containsExactly(new Anchor(59, "c"), new Anchor(39, "a"));
    }

    @Test
    void an_unknown_stream_is_at_its_beginning() {
        assertThat(states.of(POSTS, "w")).isEqualTo(new StreamStateResponse(POSTS, 0, null, List.of(), false));
    }

    @Test
    void the_furthest_claim_of_a_live_connection_is_told_and_no_mined_one() {
        coverage.apply(live("v", 0, 20), mined("m", 20, 80, ALL));
        coverage.apply(live("w", 30, 60).frontier(90));

        assertThat(states.of(POSTS, "w").liveEnd()).isEqualTo(60);
        assertThat(states.of(POSTS, null).frontier()).isEqualTo(90);
    }

    @Test
    void a_fork_cuts_windows_forgets_fingerprints_and_takes_the_frontier_back() {
        coverage.apply(
                live("w", 0, 60).frontier(60).anchors(List.of(new Anchor(39, "a"), new Anchor(59, "b"))),
                mined("m", 60, 80, ALL));

        assertThat(forks.record(POSTS, new ForkNotice(39, 0))).isTrue();

        assertThat(states.of(POSTS, null))
                .isEqualTo(new StreamStateResponse(POSTS, 1, 40L, List.of(new Anchor(39, "a")), false, 40L));
        assertThat(coverage.gaps()).containsExactly(Range.of(40, 100));
        assertThat(coverage.ask(0, 100, ALL).liveTo()).isNull();
    }

    @Test
    void what_was_read_before_a_fork_and_is_reported_after_it_is_cut() {
        forks.record(POSTS, new ForkNotice(39, 0));

        coverage.apply(
                live("w", 0, 60).frontier(60).anchors(List.of(new Anchor(20, "a"), new Anchor(59, "b"))),
                mined("m", 50, 80, ALL));

        assertThat(coverage.gaps()).containsExactly(Range.of(40, 100));
        assertThat(states.of(POSTS, "w"))
                .isEqualTo(new StreamStateResponse(POSTS, 1, 40L, List.of(new Anchor(20, "a")), true, 40L));
    }

    @Test
    void what_is_read_after_the_fork_covers_again_and_tells_the_frontier() {
        coverage.apply(mined("m", 0, 80, ALL));
        forks.record(POSTS, new ForkNotice(39, 0));

        coverage.apply(
                live("v", 70, 75).generation(1).frontier(75),
                mined("n", 40, 70, ALL).generation(1));

        assertThat(coverage.gaps()).containsExactly(Range.of(75, 100));
        assertThat(states.of(POSTS, "v").frontier()).isEqualTo(75);
    }

    @Test
    void a_report_of_several_forks_ago_is_recorded_at_the_deepest() {
        forks.record(POSTS, new ForkNotice(39, 0));
        forks.record(POSTS, new ForkNotice(60, 1));

        coverage.apply(mined("old", 0, 80, ALL), mined("between", 30, 80, ALL).generation(1));

        assertThat(coverage.gaps()).containsExactly(Range.of(61, 100));
        forks.record(POSTS, new ForkNotice(-1, 2));
        assertThat(coverage.gaps()).containsExactly(Range.of(0, 100));
        assertThat(states.of(POSTS, null).frontier()).isZero();
    }

    @Test
    void of_two_who_notice_the_same_fork_one_records_it() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> notices = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                notices.add(threads.submit(() -> forks.record(POSTS, new ForkNotice(39, 0))));
            }
            int recorded = 0;
            for (Future<Boolean> notice : notices) {
                recorded += notice.get() ? 1 : 0;
            }
            assertThat(recorded).isEqualTo(1);
        }
        assertThat(states.of(POSTS, null).generation()).isEqualTo(1);
    }

    @Test
    void reports_that_come_while_forks_are_recorded_are_never_left_uncut() throws Exception {
        List<StreamId> streams = LongStream.range(0, 30)
                .mapToObj(i -> new StreamId("forum", "acc" + i, "posts"))
                .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> pending = new ArrayList<>();
            for (StreamId stream : streams) {
                pending.add(threads.submit(
                        () -> coverage.apply(mined("m", 0, 80, ALL).of(stream))));
                pending.add(threads.submit(() -> forks.record(stream, new ForkNotice(39, 0))));
            }
            for (Future<?> each : pending) {
                each.get();
            }
        }
        assertThat(coverage.database().number("select count(*) from coverage_window where upper(covered) = 40"))
                .isEqualTo(streams.size());
    }

    @Test
    void the_highest_512_fingerprints_are_kept() {
        coverage.apply(live("w", 0, 1_000)
                .anchors(LongStream.range(0, 600)
                        .mapToObj(i -> new Anchor(i, "h" + i))
                        .toList()));
        coverage.apply(live("w", 0, 1_001).anchors(List.of(new Anchor(600, "h600"))));

        List<Anchor> anchors = states.of(POSTS, "w").anchors();
        assertThat(anchors).hasSize(512).startsWith(new Anchor(600, "h600")).endsWith(new Anchor(89, "h89"));
        assertThat(coverage.database().number("select count(*) from stream_anchor"))
                .isEqualTo(512);
    }
}
