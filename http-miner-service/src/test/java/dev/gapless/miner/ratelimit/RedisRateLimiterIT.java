package dev.gapless.miner.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import dev.gapless.testing.servers.TestServers;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** The script in the real Redis, by its clock. */
class RedisRateLimiterIT {

    private static final RateLimit ONE_A_SECOND = new RateLimit(1, 1);
    private static final Duration SHORT = Duration.ofSeconds(30);

    /** A turn is counted from when the answer came, so it is told later by as long as the answer took. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final LettuceConnectionFactory connections = connections();
    private final RedisRateLimiter pacing =
            new RedisRateLimiter(new StringRedisTemplate(connections), Clock.systemUTC());
    private RateLimitKey key = anotherKey();

    private static RateLimitKey anotherKey() {
        return new RateLimitKey("forum", TestServers.unique("ann"));
    }

    private static LettuceConnectionFactory connections() {
        URI uri = URI.create(TestServers.get().redisUri());
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(uri.getHost(), uri.getPort());
        String user = uri.getUserInfo();
        if (user != null) {
            server.setPassword(user.substring(user.indexOf(':') + 1));
        }
        return new LettuceConnectionFactory(server);
    }

    @BeforeEach
    void connect() {
        connections.afterPropertiesSet();
        connections.start();
    }

    @AfterEach
    void close() {
        connections.destroy();
    }

    @Test
    void an_interval_of_a_month_holds_a_caller_no_longer_than_it_was_said_to_hold() {
        pacing.stretch(key, Duration.ofDays(30), SHORT);
        Instant end = Instant.now().plus(SHORT);

        assertThat(retryAt(Duration.ofSeconds(2))).isBetween(end.minusSeconds(15), end.plus(ANSWER));
        assertThat(pacing.admit(key, ONE_A_SECOND, Duration.ofMinutes(1))).isInstanceOf(Granted.class);
        assertThat(retryAt(Duration.ofSeconds(2)))
                .isBeforeOrEqualTo(end.plusSeconds(1).plus(ANSWER));
    }

    @Test
    void a_longer_interval_than_the_manifests_is_kept_while_it_holds() {
        pacing.stretch(key, Duration.ofSeconds(10), SHORT);

        assertThat(retryAt(Duration.ofSeconds(2)))
                .isBetween(Instant.now().plusSeconds(5), Instant.now().plusSeconds(10));
        pacing.stretch(key, Duration.ofMillis(1), SHORT);
        assertThat(pacing.admit(key, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Granted.class);
    }

    @Test
    void it_is_kept_also_by_those_who_wait_behind_a_burst() {
        RateLimit sixtyAtOnce = new RateLimit(1, 60);
        for (int i = 0; i < sixtyAtOnce.burst(); i++) {
            assertThat(pacing.admit(key, sixtyAtOnce, Duration.ZERO)).isInstanceOf(Granted.class);
        }

        pacing.stretch(key, Duration.ofSeconds(20), SHORT);

        assertThat(pacing.admit(key, sixtyAtOnce, Duration.ZERO))
                .isInstanceOfSatisfying(
                        Denied.class,
                        denied -> assertThat(denied.retryAt())
                                .isBetween(
                                        Instant.now().plusSeconds(5),
                                        Instant.now().plusSeconds(20)));
    }

    /** By the clock of Redis: a machine that stands still for half a second in between has measured nothing. */
    @Test
    void a_refusal_that_one_miner_met_slows_all_and_counts_once() {
        await().untilAsserted(this::refusedOnceAndThenAgain);
    }

    private void refusedOnceAndThenAgain() {
        key = anotherKey();
        RedisRateLimiter other = new RedisRateLimiter(new StringRedisTemplate(connections), Clock.systemUTC());
        pacing.refused(key, ONE_A_SECOND, Duration.ofMillis(500));
        other.refused(key, ONE_A_SECOND, Duration.ofMillis(500));

        assertThat(other.admit(key, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Granted.class);
        // 0.7 a second, and a three hundredth more each second
        assertThat(retryAt(Duration.ZERO))
                .isBetween(Instant.now().plusMillis(900), Instant.now().plusMillis(1_430));

        pacing.refused(key, ONE_A_SECOND, Duration.ZERO);
        assertThat(pacing.admit(key, ONE_A_SECOND, Duration.ofSeconds(2))).isInstanceOf(Granted.class);
        assertThat(retryAt(Duration.ZERO))
                .isBetween(Instant.now().plusMillis(2_500), Instant.now().plusMillis(3_500));
    }

    @Test
    void a_rested_budget_gives_a_call_at_once_however_often_it_was_refused() {
        for (int i = 0; i < 30; i++) {
            pacing.refused(key, ONE_A_SECOND, Duration.ZERO);
        }

        assertThat(pacing.admit(key, ONE_A_SECOND, Duration.ZERO)).isInstanceOf(Granted.class);
        assertThat(retryAt(Duration.ZERO)).isBeforeOrEqualTo(Instant.now().plusSeconds(16));
    }

    @Test
    void of_a_pool_the_one_with_most_left_is_used_and_a_paused_one_is_not() {
        RateLimit two = new RateLimit(0.01, 2);
        RateLimitKey one = new RateLimitKey(key.source(), TestServers.unique("one"), true);
        RateLimitKey other = new RateLimitKey(key.source(), TestServers.unique("two"), true);

        assertThat(granted(List.of(one, other), two)).isEqualTo(one);
        assertThat(granted(List.of(one, other), two)).isEqualTo(other);
        pacing.pause(one, Instant.now().plusSeconds(60));
        assertThat(granted(List.of(one, other), two)).isEqualTo(other);
        assertThat(granted(List.of(one, other), two)).isNull();
    }

    private @Nullable RateLimitKey granted(List<RateLimitKey> pool, RateLimit pace) {
        return pacing.admit(pool, pace, Duration.ZERO) instanceof Granted(RateLimitKey used, Instant at) ? used : null;
    }

    @Test
    void what_was_counted_elsewhere_is_used_up() {
        pacing.raise(key, Duration.ofSeconds(30));

        assertThat(retryAt(Duration.ZERO))
                .isBetween(Instant.now().plusSeconds(25), Instant.now().plusSeconds(30));
        pacing.raise(key, Duration.ofSeconds(1));
        assertThat(retryAt(Duration.ZERO)).isAfter(Instant.now().plusSeconds(20));
    }

    private Instant retryAt(Duration patience) {
        return pacing.admit(key, ONE_A_SECOND, patience) instanceof Denied(Instant retryAt) ? retryAt : Instant.MAX;
    }
}
