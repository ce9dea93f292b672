package dev.gapless.connector.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.LiveEffect.RetractCoverage;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Holes that a source announces, in seconds from the confirmation. */
class LiveCoverageTrackerTest {

    private static final long SECOND = 1_000_000;

    private final LiveCoverageTracker posts = new LiveCoverageTracker(
            "posts",
            new LatenessEstimator(SECOND, 60 * SECOND),
            new EventRateMonitor(),
            new ClaimedEnd(),
            0,
            Instant.EPOCH);

    @Test
    void a_hole_without_bounds_takes_back_what_was_claimed_before_a_blind_phase_too() {
        posts.upTo(10 * SECOND, 0);
        posts.reopen(20 * SECOND);

        assertThat(posts.leftOut(null, 30 * SECOND)).isEqualTo(hole(1, 31));
    }

    @Test
    void a_range_that_lies_wholly_beyond_the_present_is_none() {
        posts.upTo(10 * SECOND, 0);

        assertThat(posts.leftOut(Range.of(90 * SECOND, 95 * SECOND), 30 * SECOND))
                .isEqualTo(hole(1, 31));
        assertThat(posts.leftOut(Range.of(80 * SECOND, 95 * SECOND), 30 * SECOND))
                .isEqualTo(hole(80, 90));
    }

    @Test
    void a_stream_that_is_heard_again_claims_nothing_of_a_hole() {
        posts.leftOut(Range.of(10 * SECOND, 40 * SECOND), 30 * SECOND);
        posts.reopen(32 * SECOND);

        assertThat(posts.opened()).isEqualTo(40 * SECOND);
        assertThat(posts.upTo(40 * SECOND, 0)).isNull();
    }

    private static RetractCoverage hole(long from, long to) {
        return new RetractCoverage("posts", from * SECOND, to * SECOND, "announced-hole");
    }
}
