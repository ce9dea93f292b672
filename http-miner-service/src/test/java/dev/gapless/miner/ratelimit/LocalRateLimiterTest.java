package dev.gapless.miner.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import dev.gapless.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalRateLimiterTest {

    private static final RateLimitKey ANN = new RateLimitKey("forum", "ann");
    private static final RateLimitKey BOB = new RateLimitKey("forum", "bob");
    private static final RateLimit TEN_A_SECOND = new RateLimit(10, 3);
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    private final FakeClock clock = new FakeClock(FixedNoon.NOON);
    private Duration stepped = Duration.ZERO;
    private final LocalRateLimiter pacing = new LocalRateLimiter(clock, this::nanos);

    @Test
    void a_rested_budget_gives_its_burst_at_once_and_then_one_call_an_interval() {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waits.add(waitOf(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS)));
        }

        assertThat(waits)
                .containsExactly(
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(300));
    }

    @Test
    void whoever_would_wait_too_long_takes_no_place() {
        for (int i = 0; i < 23; i++) {
            assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS)).isInstanceOf(Granted.class);
        }

        Instant turn = FixedNoon.NOON.plusMillis(2_100);
        assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS)).isEqualTo(new Denied(turn));
        assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS)).isEqualTo(new Denied(turn));
        clock.advance(Duration.ofMillis(100));
        assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS)).isEqualTo(new Granted(ANN, turn));
    }

    @Test
    void a_pause_holds_one_credential_and_nobody_else() {
        pacing.pause(ANN, FixedNoon.NOON.plusSeconds(30));

        assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS)).isEqualTo(new Denied(FixedNoon.NOON.plusSeconds(30)));
        assertThat(pacing.admit(BOB, TEN_A_SECOND, TWO_SECONDS)).isEqualTo(new Granted(BOB, FixedNoon.NOON));
        assertThat(pacing.pausedUntil(ANN)).isEqualTo(FixedNoon.NOON.plusSeconds(30));
        assertThat(pacing.pausedUntil(BOB)).isNull();
    }

    @Test
    void a_pause_only_grows_and_ends_by_itself() {
        pacing.pause(ANN, FixedNoon.NOON.plusSeconds(30));
        pacing.pause(ANN, FixedNoon.NOON.plusSeconds(10));
        assertThat(pacing.pausedUntil(ANN)).isEqualTo(FixedNoon.NOON.plusSeconds(30));

        clock.advance(Duration.ofSeconds(30));

        assertThat(pacing.pausedUntil(ANN)).isNull();
        assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS)).isEqualTo(new Granted(ANN, clock.instant()));
    }

    @Test
    void an_interval_that_the_upstream_permits_holds_for_a_while_where_it_is_longer() {
        pacing.stretch(ANN, Duration.ofMillis(50), Duration.ofSeconds(1));
        assertThat(waitOf(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS))).isZero();

        pacing.stretch(ANN, Duration.ofMillis(400), Duration.ofSeconds(1));
        assertThat(waitOf(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS))).isEqualTo(Duration.ofMillis(200));
        assertThat(waitOf(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS))).isEqualTo(Duration.ofMillis(600));
        assertThat(waitOf(pacing.admit(BOB, TEN_A_SECOND, TWO_SECONDS))).isZero();

        clock.advance(Duration.ofSeconds(1));
        assertThat(waitOf(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS))).isZero();
    }

    @Test
    void it_holds_also_for_those_who_wait_behind_a_burst() {
        for (int i = 0; i < 3; i++) {
            assertThat(waitOf(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS))).isZero();
        }

        pacing.stretch(ANN, Duration.ofMillis(200), Duration.ofMillis(500));

        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waits.add(waitOf(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS)));
        }
        assertThat(waits)
                .containsExactly(
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(500),
                        Duration.ofMillis(600),
                        Duration.ofMillis(700));
    }

    @Test
    void an_interval_of_a_month_holds_a_caller_no_longer_than_it_was_said_to_hold() {
        pacing.stretch(ANN, Duration.ofDays(30), Duration.ofSeconds(30));
        Instant end = FixedNoon.NOON.plusSeconds(30);
        assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS)).isEqualTo(new Denied(end));
        assertThat(pacing.admit(ANN, TEN_A_SECOND, Duration.ofMinutes(1))).isEqualTo(new Granted(ANN, end));
        assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS))
                .isEqualTo(new Denied(end.plus(TEN_A_SECOND.interval())));

        clock.advance(Duration.ofSeconds(30));
        // one place was taken at the end
        assertThat(waitOf(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS))).isEqualTo(TEN_A_SECOND.interval());
    }

    @Test
    void a_refusal_slows_all_calls_and_time_speeds_them_up_again() {
        assertThat(admittedIn(Duration.ofSeconds(20), ANN)).isBetween(200L, 203L);

        pacing.refused(ANN, TEN_A_SECOND, Duration.ZERO);

        // 7 a second, and a thirtieth more each second
        assertThat(admittedIn(Duration.ofSeconds(20), ANN)).isBetween(144L, 150L);
        assertThat(admittedIn(Duration.ofSeconds(20), BOB)).isBetween(200L, 203L);
        clock.advance(LearnedRate.CLIMB);
        assertThat(admittedIn(Duration.ofSeconds(20), ANN)).isBetween(200L, 203L);
    }

    @Test
    void refusals_of_calls_that_were_under_way_together_count_as_one() {
        pacing.refused(ANN, TEN_A_SECOND, Duration.ofMillis(200));
        clock.advance(Duration.ofMillis(100));
        pacing.refused(ANN, TEN_A_SECOND, Duration.ofMillis(200));
        assertThat(admittedIn(Duration.ofSeconds(10), ANN)).isBetween(70L, 76L);

        pacing.refused(ANN, TEN_A_SECOND, Duration.ofMillis(200));
        assertThat(admittedIn(Duration.ofSeconds(10), ANN)).isBetween(50L, 56L);
    }

    @Test
    void however_often_a_source_refuses_calls_it_is_asked_again() {
        for (int i = 0; i < 100; i++) {
            pacing.refused(ANN, TEN_A_SECOND, Duration.ZERO);
            clock.advance(Duration.ofMillis(1));
        }

        assertThat(pacing.admit(ANN, TEN_A_SECOND, Duration.ZERO)).isInstanceOf(Granted.class);
        assertThat(admittedIn(Duration.ofSeconds(16), ANN)).isBetween(10L, 16L);
    }

    @Test
    void a_call_a_quarter_of_an_hour_is_not_held_for_hours_by_refusals() {
        RateLimit rare = new RateLimit(0.001, 1);
        for (int i = 0; i < 20; i++) {
            pacing.refused(ANN, rare, Duration.ZERO);
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(pacing.admit(ANN, rare, Duration.ZERO)).isInstanceOf(Granted.class);

        clock.advance(rare.interval().plus(LearnedRate.CLIMB));

        assertThat(pacing.admit(ANN, rare, Duration.ZERO)).isInstanceOf(Granted.class);
    }

    private long admittedIn(Duration time, RateLimitKey key) {
        long admitted = 0;
        for (long millis = 0; millis < time.toMillis(); millis += 5) {
            if (pacing.admit(key, TEN_A_SECOND, Duration.ZERO) instanceof Granted) {
                admitted++;
            }
            clock.advance(Duration.ofMillis(5));
        }
        return admitted;
    }

    @Test
    void a_clock_that_is_set_back_or_forward_holds_nobody_and_frees_nobody() {
        for (int i = 0; i < 3; i++) {
            pacing.admit(ANN, TEN_A_SECOND, Duration.ZERO);
        }
        pacing.pause(BOB, clock.instant().plusSeconds(30));

        step(Duration.ofDays(-1));
        assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS))
                .isEqualTo(new Granted(ANN, clock.instant().plusMillis(100)));
        assertThat(pacing.pausedUntil(BOB)).isEqualTo(clock.instant().plusSeconds(30));

        step(Duration.ofDays(2));
        assertThat(pacing.admit(ANN, TEN_A_SECOND, TWO_SECONDS))
                .isEqualTo(new Granted(ANN, clock.instant().plusMillis(200)));
        assertThat(pacing.pausedUntil(BOB)).isEqualTo(clock.instant().plusSeconds(30));
    }

    private void step(Duration by) {
        clock.advance(by);
        stepped = stepped.plus(by);
    }

    private long nanos() {
        return Duration.between(FixedNoon.NOON, clock.instant()).minus(stepped).toNanos();
    }

    @Test
    void in_the_long_run_no_more_is_admitted_than_burst_and_rate_allow() {
        int admitted = 0;
        for (int millis = 0; millis < 10_000; millis += 7) {
            if (pacing.admit(ANN, TEN_A_SECOND, Duration.ZERO) instanceof Granted) {
                admitted++;
            }
            clock.advance(Duration.ofMillis(7));
        }

        assertThat(admitted).isBetween(95, 103);
    }

    private Duration waitOf(CallPermit admission) {
        return switch (admission) {
            case Granted(RateLimitKey same, Instant at) -> Duration.between(clock.instant(), at);
            case Denied(Instant retryAt) ->
                Duration.between(clock.instant(), retryAt).negated();
        };
    }
}
