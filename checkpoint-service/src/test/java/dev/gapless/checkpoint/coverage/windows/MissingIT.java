package dev.gapless.checkpoint.coverage.windows;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.ALL;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.POSTS;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.live;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.mined;
import static dev.gapless.common.coverage.Aspect.CREATIONS;
import static dev.gapless.common.coverage.Aspect.DELETIONS;
import static dev.gapless.common.coverage.Aspect.EDITS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.StreamId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MissingIT {

    private final CoverageRig coverage = new CoverageRig();

    @AfterEach
    void close() {
        coverage.close();
    }

    @Test
    void weaker_evidence_than_was_asked_for_does_not_count() {
        coverage.apply(mined("walk", 0, 20, EnumSet.of(CREATIONS)), live("w", 10, 30));

        assertThat(coverage
                        .askAll(List.of(
                                new Horizon(POSTS, 0, 40, Set.of(CREATIONS)),
                                new Horizon(POSTS, 0, 40, Set.of(CREATIONS), Evidence.HEARTBEAT_ATTESTED),
                                new Horizon(POSTS, 0, 40, Set.of(CREATIONS), Evidence.RECONCILED)))
                        .stream()
                        .map(Entry::missing))
                .containsExactly(
                        List.of(Range.of(30, 40)),
                        List.of(Range.of(0, 10), Range.of(30, 40)),
                        List.of(Range.of(0, 40)));
    }

    @Test
    void a_position_is_covered_when_each_aspect_is_though_by_different_windows() {
        coverage.apply(
                mined("m", 0, 60, EnumSet.of(CREATIONS)), mined("n", 40, 100, EnumSet.of(EDITS)), live("w", 90, 100));

        assertThat(coverage.ask(0, 100, EnumSet.of(CREATIONS)).missing()).containsExactly(Range.of(60, 90));
        assertThat(coverage.ask(0, 100, EnumSet.of(CREATIONS, EDITS)).missing())
                .containsExactly(Range.of(0, 40), Range.of(60, 90));
        assertThat(coverage.ask(0, 100, ALL).missing()).containsExactly(Range.of(0, 90));
        assertThat(coverage.ask(0, 100, EnumSet.of(DELETIONS)).missing()).containsExactly(Range.of(0, 90));
    }

    @Test
    void of_no_aspect_nothing_is_missing() {
        assertThat(coverage.ask(0, 100, Set.of()).missing()).isEmpty();
    }

    @Test
    void a_horizon_without_an_end_ends_at_the_frontier_and_is_empty_while_that_is_unknown() {
        assertThat(coverage.ask(0, Long.MAX_VALUE, ALL).missing()).isEmpty();
        coverage.apply(live("w", 40, 40).frontier(40));

        Entry entry = coverage.ask(0, Long.MAX_VALUE, ALL);
        assertThat(entry.frontier()).isEqualTo(40);
        assertThat(entry.missing()).containsExactly(Range.of(0, 40));
    }

    @Test
    void thousands_of_horizons_are_answered_in_their_order() {
        coverage.apply(live("w", 10, 20));
        List<Horizon> horizons = IntStream.range(0, 5_000)
                .mapToObj(i -> new Horizon(i % 2 == 0 ? POSTS : new StreamId("forum", "a" + i, "posts"), 0, 30, ALL))
                .toList();

        List<Entry> answer = coverage.askAll(horizons);

        assertThat(answer)
                .extracting(Entry::stream)
                .containsExactlyElementsOf(
                        horizons.stream().map(Horizon::stream).toList());
        assertThat(answer.get(0).missing()).containsExactly(Range.of(0, 10), Range.of(20, 30));
        assertThat(answer.get(4_999).missing()).containsExactly(Range.of(0, 30));
    }
}
