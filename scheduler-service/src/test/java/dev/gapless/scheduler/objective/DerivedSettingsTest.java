package dev.gapless.scheduler.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.SourceSpec;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.scheduler.TestSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A credential may ask once a second. Streams settle in 2 s, and their manifest has them polled every 10 s. */
class DerivedSettingsTest {

    private static final StreamSpec LIVE = TestSource.stream("posts", Kind.EVENT, PositionDomain.TIME, true);
    private static final StreamSpec POLLED = TestSource.stream("likes", Kind.EVENT, PositionDomain.TIME, false);
    private static final SourceSpec SOURCE = TestSource.of("forum", "r1", LIVE, POLLED);

    private static DerivedSettings of(StreamSpec stream, double target, Duration limit) {
        return DerivedSettings.of(SOURCE, stream, target, limit, Duration.ofDays(30));
    }

    @Test
    void a_stream_is_polled_twice_within_its_limit() {
        DerivedSettings derived = of(POLLED, 0.999, Duration.ofSeconds(16));

        assertThat(derived.pollSeconds()).isEqualTo(8);
        assertThat(derived.pollsHold()).isTrue();
        assertThat(derived.livePaths()).isZero();
        assertThat(derived.quotaShare()).isEqualTo(0.125);
    }

    @Test
    void it_is_never_polled_less_often_than_its_manifest_says() {
        assertThat(of(POLLED, 0.999, Duration.ofMinutes(5)).pollSeconds()).isEqualTo(10);
    }

    /** Two streams share half a request a second. So each has one in four seconds, and the settle time is the limit. */
    @Test
    void polls_of_all_streams_take_half_of_the_quota_and_a_second_live_path_is_wanted_where_that_is_too_little() {
        DerivedSettings derived = of(LIVE, 0.999, Duration.ofSeconds(1));

        assertThat(derived.pollSeconds()).isEqualTo(4);
        assertThat(derived.pollsHold()).isFalse();
        assertThat(derived.livePaths()).isEqualTo(2);
        assertThat(of(LIVE, 0.999, Duration.ofSeconds(16)).livePaths()).isEqualTo(1);
    }

    /** 3,000 samples of the 2,592,000 requests of 30 days see one miss in a thousand. */
    @Test
    void audits_see_a_miss_rate_as_high_as_the_objective_allows() {
        assertThat(of(LIVE, 0.999, Duration.ofMinutes(1)).auditShare()).isCloseTo(3_000 / 2_592_000.0, within(1e-9));
        assertThat(of(LIVE, 0.999999, Duration.ofMinutes(1)).auditShare()).isEqualTo(0.1);
    }
}
