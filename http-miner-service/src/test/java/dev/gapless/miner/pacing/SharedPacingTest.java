package dev.gapless.miner.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.miner.fakes.Noon;
import dev.gapless.miner.pacing.Admission.Go;
import dev.gapless.miner.pacing.Admission.Later;
import dev.gapless.testing.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

class SharedPacingTest {

    private static final PaceKey ANN = new PaceKey("forum", "ann");
    private static final Pace ONE_A_SECOND = new Pace(1, 2);

    private final FakeClock clock = new FakeClock(Noon.NOON);
    private final FakeRedis redis = new FakeRedis(clock);
    private Duration stepped = Duration.ZERO;
    private final SharedPacing pacing =
            new SharedPacing(redis, new LocalPacing(clock, this::nanos), Duration.ofSeconds(1), clock, this::nanos);

    @Test
    void losing_redis_frees_no_burst_of_what_was_already_used() {
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Go.class);
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Go.class);

        redis.away = true;

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Later.class);
    }

    @Test
    void a_redis_that_forgot_everything_frees_nothing_either() {
        pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO);
        pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO);

        redis.forgetAll();

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Later.class);
    }

    @Test
    void what_others_used_narrows_what_is_left_here() {
        redis.admit(ANN, ONE_A_SECOND, Duration.ZERO);
        redis.admit(ANN, ONE_A_SECOND, Duration.ZERO);

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(2))).isEqualTo(new Go(Noon.NOON.plusSeconds(1)));
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(1))).isInstanceOf(Later.class);
    }

    @Test
    void without_redis_the_same_numbers_hold_here() {
        redis.away = true;

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Go.class);
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Go.class);
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ZERO)).isEqualTo(new Later(Noon.NOON.plusSeconds(1)));
    }

    @Test
    void a_pause_outlives_redis_and_all_it_held() {
        pacing.pause(ANN, Noon.NOON.plusSeconds(30));
        redis.forgetAll();

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(2)))
                .isEqualTo(new Later(Noon.NOON.plusSeconds(30)));
        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(40)))
                .isEqualTo(new Go(Noon.NOON.plusSeconds(30)));
    }

    @Test
    void another_miners_pause_is_obeyed() {
        redis.pause(ANN, Noon.NOON.plusSeconds(30));

        assertThat(pacing.admit(ANN, ONE_A_SECOND, Duration.ofSeconds(2)))
                .isEqualTo(new Later(Noon.NOON.plusSeconds(30)));
        assertThat(pacing.pausedUntil(ANN)).isEqualTo(Noon.NOON.plusSeconds(30));
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

        assertThat(redis.questions).isEqualTo(2);
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

        assertThat(redis.questions).isEqualTo(2);
    }

    private long nanos() {
        return Duration.between(Noon.NOON, clock.instant()).minus(stepped).toNanos();
    }

    /** Keeps what it is told until it is away, or forgets. */
    private static final class FakeRedis implements Pacing {

        private final FakeClock clock;
        private LocalPacing state;
        private boolean away;
        private int questions;

        FakeRedis(FakeClock clock) {
            this.clock = clock;
            this.state = new LocalPacing(clock, this::evenly);
        }

        void forgetAll() {
            state = new LocalPacing(clock, this::evenly);
        }

        private long evenly() {
            return Duration.between(Noon.NOON, clock.instant()).toNanos();
        }

        private LocalPacing reached() {
            questions++;
            if (away) {
                throw new QueryTimeoutException("away");
            }
            return state;
        }

        @Override
        public Admission admit(PaceKey key, Pace pace, Duration patience) {
            return reached().admit(key, pace, patience);
        }

        @Override
        public void pause(PaceKey key, Instant until) {
            reached().pause(key, until);
        }

        @Override
        public @Nullable Instant pausedUntil(PaceKey key) {
            return reached().pausedUntil(key);
        }
    }
}
