package dev.gapless.miner.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.BreakerSpec;
import dev.gapless.miner.ratelimit.UpstreamBreakers.CallVerdict;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UpstreamBreakersTest {

    private static final RateLimitKey ANN = new RateLimitKey("forum", "ann");
    private static final RateLimitKey BOB = new RateLimitKey("forum", "bob");
    private static final BreakerSpec SPEC =
            new BreakerSpec(3, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(5));

    private final FakeClock clock = new FakeClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long nanos = -5;
    private final UpstreamBreakers breakers = new UpstreamBreakers(clock, () -> nanos, meters);

    @Test
    void the_third_refusal_in_a_row_opens_it_for_this_credential_alone() {
        refused(2);
        assertThat(breakers.open(ANN)).isNull();

        refused(1);

        assertThat(breakers.open(ANN))
                .isEqualTo(new UpstreamBreakers.OpenBreaker(
                        clock.instant().plusNanos(60_000_999_999L),
                        "circuit open after 3 refusals for the source's limit"));
        assertThat(breakers.enter(ANN)).isFalse();
        assertThat(breakers.open(BOB)).isNull();
        assertThat(breakers.enter(BOB)).isTrue();
    }

    /** A credential that was removed is never called again, so nothing closes its breaker. */
    @Test
    void a_breaker_is_forgotten_two_hours_after_its_last_failure() {
        refused(3);
        assertThat(open()).isEqualTo(1);

        passes(Duration.ofMinutes(119));
        assertThat(open()).isEqualTo(1);
        passes(Duration.ofMinutes(2));
        assertThat(open()).isZero();
        assertThat(breakers.size()).isZero();
    }

    @Test
    void one_answer_in_between_begins_the_count_anew() {
        refused(2);
        call(CallVerdict.ANSWERED);
        refused(2);

        assertThat(breakers.open(ANN)).isNull();
    }

    /** A server error says nothing of the limit: neither that it is over nor that it is not. */
    @Test
    void a_failure_in_between_does_not() {
        refused(2);
        call(CallVerdict.FAILING);
        refused(1);

        assertThat(breakers.open(ANN)).isNotNull();
    }

    @Test
    void refusals_of_calls_that_were_on_their_way_together_count_as_one() {
        long asked = breakers.now();
        for (int i = 0; i < 5; i++) {
            assertThat(breakers.enter(ANN)).isTrue();
        }
        for (int i = 0; i < 5; i++) {
            nanos++;
            breakers.answered(ANN, SPEC, CallVerdict.LIMITED, null, asked);
        }

        assertThat(breakers.open(ANN)).isNull();
    }

    @Test
    void one_call_probes_and_the_others_wait_for_it() {
        refused(3);
        passes(Duration.ofSeconds(61));
        assertThat(breakers.open(ANN)).isNull();

        assertThat(breakers.enter(ANN)).isTrue();
        assertThat(breakers.enter(ANN)).isFalse();
        assertThat(Objects.requireNonNull(breakers.open(ANN)).until())
                .isEqualTo(clock.instant().plusSeconds(1));
        breakers.answered(ANN, SPEC, CallVerdict.ANSWERED, null, ++nanos);

        assertThat(breakers.open(ANN)).isNull();
        assertThat(breakers.enter(ANN)).isTrue();
        assertThat(breakers.enter(ANN)).isTrue();
    }

    /** Otherwise no call would ever be tried again. */
    @Test
    void a_probe_that_says_nothing_gives_its_place_back() {
        refused(3);
        passes(Duration.ofSeconds(61));
        assertThat(breakers.enter(ANN)).isTrue();
        breakers.answered(ANN, SPEC, CallVerdict.UNKNOWN, null, ++nanos);

        assertThat(breakers.open(ANN)).isNull();
        assertThat(breakers.enter(ANN)).isTrue();
    }

    @Test
    void a_wall_clock_that_is_set_changes_nothing() {
        refused(3);
        clock.set(clock.instant().plus(Duration.ofDays(1)));

        assertThat(breakers.enter(ANN)).isFalse();
        assertThat(Objects.requireNonNull(breakers.open(ANN)).until())
                .isEqualTo(clock.instant().plusNanos(60_000_999_999L));
    }

    @Test
    void changes_are_counted_and_open_ones_shown() {
        refused(3);
        assertThat(open()).isOne();
        passes(Duration.ofSeconds(61));
        call(CallVerdict.ANSWERED);

        assertThat(open()).isZero();
        for (String state : new String[] {"open", "half_open", "closed"}) {
            assertThat(meters.get("gapless.upstream.breaker.changes")
                            .tag("state", state)
                            .counter()
                            .count())
                    .as(state)
                    .isOne();
        }
    }

    private double open() {
        return meters.get("gapless.upstream.breakers.open")
                .tag("counted", "limited")
                .gauge()
                .value();
    }

    private void refused(int times) {
        for (int i = 0; i < times; i++) {
            call(CallVerdict.LIMITED);
        }
    }

    private void call(CallVerdict verdict) {
        assertThat(breakers.enter(ANN)).isTrue();
        nanos++;
        breakers.answered(ANN, SPEC, verdict, null, breakers.now());
        nanos++;
    }

    private void passes(Duration time) {
        nanos += time.toNanos();
        clock.set(clock.instant().plus(time));
    }
}
