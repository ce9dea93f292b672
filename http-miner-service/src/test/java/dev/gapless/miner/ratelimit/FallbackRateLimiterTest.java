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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

class FallbackRateLimiterTest {

    private static final RateLimitKey ANN = new RateLimitKey("forum", "ann");
    private static final RateLimitKey BOB = new RateLimitKey("forum", "bob");
    private static final RateLimit ONE_A_SECOND = new RateLimit(1, 2);

    private final FakeClock clock = new FakeClock(FixedNoon.NOON);
    private final FakeRedis redis = new FakeRedis(clock);
    private Duration stepped = Duration.ZERO;
    private final FakeStandby scheduler = new FakeStandby(clock, this::nanos);
    private final FallbackRateLimiter pacing = new FallbackRateLimiter(
            redis, scheduler, new LocalRateLimiter(clock, this::nanos), Duration.ofSeconds(1), clock, this::nanos);

    @Test
    void losing_redis_frees_no_burst_of_what_was_already_used() {
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Granted.class);
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Granted.class);

        redis.away = true;

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Denied.class);
    }

    @Test
    void a_redis_that_forgot_everything_frees_nothing_either() {
        pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO);
        pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO);

        redis.forgetAll();

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Denied.class);
    }

    @Test
    void what_others_used_narrows_what_is_left_here() {
        redis.admit(ANN, ONE_A_SECOND, Duration.ZERO);
        redis.admit(ANN, ONE_A_SECOND, Duration.ZERO);

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(2)))
                .isEqualTo(new Granted(ANN, FixedNoon.NOON.plusSeconds(1)));
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(1))).isInstanceOf(Denied.class);
    }

    @Test
    void without_redis_the_scheduler_counts_from_a_budget_that_is_used_up() {
        redis.away = true;

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isEqualTo(new Denied(FixedNoon.NOON.plusSeconds(1)));
        clock.advance(Duration.ofSeconds(1));
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Granted.class);
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Denied.class);
        assertThat(pacing.admit(BOB, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Granted.class);
    }

    @Test
    void without_redis_and_the_scheduler_no_call_is_made() {
        redis.away = true;
        scheduler.away = true;
        clock.advance(Duration.ofMinutes(1));

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Denied.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Denied.class);

        scheduler.away = false;
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Granted.class);
    }

    /** Redis comes back empty, and the miners notice the loss and the return up to a second apart. */
    @Test
    void two_miners_exceed_the_limit_neither_when_redis_goes_nor_when_it_comes_back() {
        RateLimit ten = new RateLimit(10, 5);
        FallbackRateLimiter other = other();
        List<Instant> calls = new ArrayList<>();
        for (int step = 0; step < 6_000; step++) {
            redis.away = step >= 2_003 && step < 4_000;
            if (step == 4_000) {
                redis.forgetAll();
            }
            FallbackRateLimiter asked = step % 7 < 3 ? pacing : other;
            if (asked.admit(ANN, ten, Duration.ofSeconds(2)) instanceof Granted(RateLimitKey same, Instant at)) {
                calls.add(at);
            }
            clock.advance(Duration.ofMillis(10));
        }

        assertThat(mostAbove(calls, ten)).isLessThanOrEqualTo(ten.burst());
        assertThat(scheduler.questions).isPositive();
        // a minute, less what is given up when Redis goes
        assertThat(calls.size()).isBetween(540, 626);
    }

    /** In any stretch of time: how many calls came beyond what the rate alone allows. */
    private static double mostAbove(List<Instant> calls, RateLimit pace) {
        List<Instant> sorted = calls.stream().sorted().toList();
        double most = 0;
        for (int first = 0; first < sorted.size(); first++) {
            for (int last = first; last < sorted.size(); last++) {
                double seconds =
                        Duration.between(sorted.get(first), sorted.get(last)).toNanos() / 1e9;
                most = Math.max(most, last - first + 1 - seconds * pace.requestsPerSecond());
            }
        }
        return most;
    }

    @Test
    void a_pause_outlives_redis_and_all_it_held() {
        pacing.pause(ANN, FixedNoon.NOON.plusSeconds(30));
        redis.forgetAll();

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(2)))
                .isEqualTo(new Denied(FixedNoon.NOON.plusSeconds(30)));
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(40)))
                .isEqualTo(new Granted(ANN, FixedNoon.NOON.plusSeconds(30)));
    }

    @Test
    void what_one_miner_tells_redis_another_is_told_by_the_scheduler() {
        pacing.pause(ANN, FixedNoon.NOON.plusSeconds(30));

        redis.away = true;

        assertThat(other().admit(ANN, ONE_A_SECOND, Duration.ofSeconds(9)))
                .isEqualTo(new Denied(FixedNoon.NOON.plusSeconds(30)));
    }

    @Test
    void a_pause_that_only_the_scheduler_was_told_is_told_to_redis_when_it_comes_back() {
        FallbackRateLimiter other = other();
        redis.away = true;
        pacing.pause(ANN, FixedNoon.NOON.plusSeconds(30));
        other.admit(BOB, ONE_A_SECOND, Duration.ZERO);
        redis.away = false;
        clock.advance(Duration.ofSeconds(2));

        assertThat(other.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(9))).isInstanceOf(Denied.class);

        assertThat(redis.pausedUntil(ANN)).isEqualTo(FixedNoon.NOON.plusSeconds(30));
        assertThat(other().admit(ANN, ONE_A_SECOND, Duration.ofSeconds(9)))
                .as("a miner that has not noticed the loss")
                .isEqualTo(new Denied(FixedNoon.NOON.plusSeconds(30)));
    }

    private FallbackRateLimiter other() {
        return new FallbackRateLimiter(
                redis, scheduler, new LocalRateLimiter(clock, this::nanos), Duration.ofSeconds(1), clock, this::nanos);
    }

    @Test
    void another_miners_pause_is_obeyed() {
        redis.pause(ANN, FixedNoon.NOON.plusSeconds(30));

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(2)))
                .isEqualTo(new Denied(FixedNoon.NOON.plusSeconds(30)));
        assertThat(pacing.pausedUntil(ANN)).isEqualTo(FixedNoon.NOON.plusSeconds(30));
    }

    @Test
    void another_miners_word_of_what_is_left_is_obeyed_and_outlives_redis() {
        redis.stretch(ANN, Duration.ofSeconds(5), Duration.ofSeconds(30));
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(9)))
                .isEqualTo(new Granted(ANN, FixedNoon.NOON.plusSeconds(3)));

        pacing.stretch(BOB, Duration.ofSeconds(5), Duration.ofSeconds(30));
        redis.forgetAll();
        assertThat(pacing.admit(BOB, ONE_A_SECOND, Duration.ofSeconds(9)))
                .isEqualTo(new Granted(BOB, FixedNoon.NOON.plusSeconds(3)));
    }

    @Test
    void what_others_were_told_a_moment_ago_is_not_told_again_and_what_changed_is() {
        pacing.stretch(ANN, Duration.ofSeconds(1), Duration.ofSeconds(30));
        pacing.stretch(ANN, Duration.ofMillis(1_040), Duration.ofSeconds(30));
        assertThat(redis.questions).isEqualTo(1);

        pacing.stretch(ANN, Duration.ofSeconds(2), Duration.ofSeconds(30));
        assertThat(redis.questions).as("twice as long").isEqualTo(2);
        pacing.stretch(BOB, Duration.ofSeconds(2), Duration.ofSeconds(30));
        assertThat(redis.questions).as("of another credential").isEqualTo(3);

        clock.advance(Duration.ofSeconds(1));
        pacing.stretch(ANN, Duration.ofSeconds(2), Duration.ofSeconds(30));
        assertThat(redis.questions).as("a second later").isEqualTo(4);
    }

    @Test
    void what_holds_for_a_moment_is_told_again_before_it_ends() {
        pacing.stretch(ANN, Duration.ofMillis(100), Duration.ofMillis(400));
        clock.advance(Duration.ofMillis(200));
        pacing.stretch(ANN, Duration.ofMillis(100), Duration.ofMillis(400));

        assertThat(redis.questions).isEqualTo(2);
    }

    @Test
    void another_miners_refusal_slows_this_one_and_its_own_outlives_redis() {
        redis.refused(ANN, ONE_A_SECOND, Duration.ZERO);
        assertThat(third(ANN)).isAfter(FixedNoon.NOON.plusSeconds(2));

        pacing.refused(BOB, ONE_A_SECOND, Duration.ZERO);
        redis.forgetAll();
        assertThat(third(BOB)).isAfter(FixedNoon.NOON.plusSeconds(2));
    }

    private Instant third(RateLimitKey key) {
        pacing.admit(key, ONE_A_SECOND, Duration.ofSeconds(9));
        pacing.admit(key, ONE_A_SECOND, Duration.ofSeconds(9));
        return pacing.admit(key, ONE_A_SECOND, Duration.ofSeconds(9)) instanceof Granted(RateLimitKey same, Instant at)
                ? at
                : Instant.MIN;
    }

    @Test
    void a_redis_that_failed_is_left_alone_for_a_while_and_then_asked_again() {
        redis.away = true;
        pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO);
        pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO);
        assertThat(redis.questions).isEqualTo(1);

        redis.away = false;
        clock.advance(Duration.ofSeconds(1));
        pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO);

        assertThat(redis.questions).isGreaterThan(1);
    }

    @Test
    void a_clock_that_is_set_back_does_not_leave_redis_alone_for_longer() {
        redis.away = true;
        pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO);
        redis.away = false;

        clock.advance(Duration.ofDays(-1));
        stepped = Duration.ofDays(-1);
        clock.advance(Duration.ofSeconds(1));
        pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO);

        assertThat(redis.questions).isGreaterThan(1);
    }

    private long nanos() {
        return Duration.between(FixedNoon.NOON, clock.instant()).minus(stepped).toNanos();
    }

    /** Keeps what it is told until it is away, or forgets. */
    private static final class FakeRedis implements SharedLimiter {

        private final FakeClock clock;
        private LocalRateLimiter state;
        private boolean away;
        private int questions;

        FakeRedis(FakeClock clock) {
            this.clock = clock;
            this.state = new LocalRateLimiter(clock, this::evenly);
        }

        void forgetAll() {
            state = new LocalRateLimiter(clock, this::evenly);
        }

        private long evenly() {
            return Duration.between(FixedNoon.NOON, clock.instant()).toNanos();
        }

        private LocalRateLimiter reached() {
            questions++;
            if (away) {
                throw new QueryTimeoutException("away");
            }
            return state;
        }

        @Override
        public CallPermit admit(List<RateLimitKey> credentials, RateLimit pace, Duration patience) {
            return reached().admit(credentials, pace, patience);
        }

        @Override
        public void raise(RateLimitKey key, Duration untilFull) {
            // so the next call finds it no fuller
            reached().stretch(key, untilFull, untilFull);
        }

        @Override
        public void pause(RateLimitKey key, Instant until) {
            reached().pause(key, until);
        }

        @Override
        public void stretch(RateLimitKey key, Duration interval, Duration holds) {
            reached().stretch(key, interval, holds);
        }

        @Override
        public void refused(RateLimitKey key, RateLimit pace, Duration ago) {
            reached().refused(key, pace, ago);
        }

        @Override
        public @Nullable Instant pausedUntil(RateLimitKey key) {
            return reached().pausedUntil(key);
        }
    }
}
