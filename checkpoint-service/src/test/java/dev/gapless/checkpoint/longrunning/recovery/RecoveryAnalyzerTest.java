package dev.gapless.checkpoint.longrunning.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.checkpoint.longrunning.recovery.RecoveryAnalysis.StreamFinding;
import dev.gapless.checkpoint.longrunning.recovery.StuckGaps.ReleaseResult;
import dev.gapless.checkpoint.longrunning.recovery.StuckGaps.StuckGap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecoveryAnalyzerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final RecoveryProperties PROPERTIES = new RecoveryProperties(
            Duration.ofMinutes(5), 5, Duration.ofHours(1), 20, Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final List<StuckGap> gaps = new ArrayList<>();
    private final Map<String, Instant> mined = new HashMap<>();
    private boolean away;

    private RecoveryAnalysis analyse() {
        StuckGaps known = new StuckGaps() {
            @Override
            public Optional<List<StuckGap>> list(String state) {
                return away && state.equals("OPEN")
                        ? Optional.empty()
                        : Optional.of(gaps.stream()
                                .filter(gap -> gap.state().equals(state))
                                .toList());
            }

            @Override
            public ReleaseResult release(String id) {
                throw new AssertionError("an analysis changes nothing");
            }
        };
        return new RecoveryAnalyzer(() -> 2, known, streams -> mined, PROPERTIES, Clock.fixed(NOW, ZoneOffset.UTC))
                .analyse();
    }

    private void gap(
            String stream, String state, int attempts, int lost, int reopened, Duration age, @Nullable String why) {
        gaps.add(new StuckGap(
                stream + gaps.size(), "forum", "ann", stream, state, attempts, NOW.minus(age), lost, reopened, why));
    }

    @Test
    void gaps_that_are_stuck_or_whose_miners_fall_silent_or_that_come_back_are_told_by_stream() {
        Duration young = Duration.ofMinutes(10);
        gap("posts", "STUCK", 7, 0, 0, young, "500");
        gap("posts", "OPEN", 1, 0, 0, young, "not worth a word");
        gap("likes", "SCHEDULED", 0, 6, 0, young, "no word from the miner");
        gap("comments", "OPEN", 2, 0, 5, young, "coverage does not show it");
        gap("tags", "OPEN", 4, 4, 4, young, "timeout");

        RecoveryAnalysis found = analyse();

        assertThat(found.streams())
                .extracting(
                        StreamFinding::stream,
                        StreamFinding::stuck,
                        StreamFinding::retrying,
                        StreamFinding::lostLeases,
                        StreamFinding::reopenings)
                .containsExactlyInAnyOrder(
                        tuple("forum/ann/posts", 1L, 0L, 0, 0),
                        tuple("forum/ann/likes", 0L, 1L, 6, 0),
                        tuple("forum/ann/comments", 0L, 1L, 0, 5));
        assertThat(found.streams().getFirst().reasons()).containsExactly("500");
        assertThat(found.stuckGaps()).isEqualTo(1);
        assertThat(found.orphanedOperations()).isEqualTo(2);
        assertThat(found.gapsKnown()).isTrue();
    }

    @Test
    void a_stream_stands_still_when_a_gap_is_open_for_long_and_nothing_was_mined_as_long() {
        Duration old = Duration.ofHours(3);
        gap("never", "OPEN", 0, 0, 0, old, "waits");
        gap("formerly", "SCHEDULED", 0, 0, 0, old, null);
        mined.put("forum/ann/formerly", NOW.minus(Duration.ofHours(2)));
        gap("moving", "OPEN", 0, 0, 0, old, null);
        mined.put("forum/ann/moving", NOW.minus(Duration.ofMinutes(5)));
        gap("fresh", "OPEN", 0, 0, 0, Duration.ofMinutes(5), null);
        gap("waiting", "STUCK", 7, 0, 0, old, "401");

        assertThat(analyse().streams())
                .extracting(StreamFinding::stream, StreamFinding::standingSince)
                .containsExactlyInAnyOrder(
                        tuple("forum/ann/never", NOW.minus(old)),
                        tuple("forum/ann/formerly", NOW.minus(Duration.ofHours(2))),
                        tuple("forum/ann/waiting", null));
    }

    @Test
    void a_scheduler_that_answers_in_part_leaves_the_rest_unknown() {
        gap("posts", "STUCK", 7, 0, 0, Duration.ZERO, null);
        away = true;

        assertThat(analyse().gapsKnown()).isFalse();
        assertThat(analyse().stuckGaps()).isEqualTo(1);
    }
}
