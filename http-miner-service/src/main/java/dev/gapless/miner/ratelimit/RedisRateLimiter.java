package dev.gapless.miner.ratelimit;

import dev.gapless.miner.ratelimit.CallPermit.Denied;
import dev.gapless.miner.ratelimit.CallPermit.Granted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * The budget that all miners share: one atomic script a call. All instants in Redis are Redis's own; only durations
 * travel, so that the miners' clocks need not agree.
 */
final class RedisRateLimiter implements SharedLimiter {

    @SuppressWarnings("rawtypes")
    private static final RedisScript<List> ADMIT = script("pacing/admit.lua", List.class);

    private static final RedisScript<Long> RAISE = script("pacing/raise.lua", Long.class);
    private static final RedisScript<Long> PAUSE = script("pacing/pause.lua", Long.class);
    private static final RedisScript<Long> REFUSED = script("pacing/refused.lua", Long.class);
    private static final RedisScript<Long> PAUSED = script("pacing/paused.lua", Long.class);

    private static final String CLIMB = Long.toString(LearnedRate.CLIMB.toNanos() / 1_000);

    private final StringRedisTemplate redis;
    private final Clock clock;

    RedisRateLimiter(StringRedisTemplate redis, Clock clock) {
        this.redis = redis;
        this.clock = clock;
    }

    @Override
    public CallPermit admit(List<RateLimitKey> credentials, RateLimit pace, Duration patience) {
        List<?> answer = Objects.requireNonNull(redis.execute(
                ADMIT,
                credentials.stream().flatMap(key -> keys(key).stream()).toList(),
                Long.toString(pace.intervalMicros()),
                Integer.toString(pace.burst()),
                Long.toString(patience.toNanos() / 1_000),
                CLIMB));
        Instant turn = clock.instant().plus((Long) answer.get(1), ChronoUnit.MICROS);
        int member = Math.toIntExact((Long) answer.get(2)) - 1;
        return (Long) answer.get(0) == 1 ? new Granted(credentials.get(member), turn) : new Denied(turn);
    }

    @Override
    public void raise(RateLimitKey key, Duration untilFull) {
        redis.execute(RAISE, keys(key), Long.toString(untilFull.toNanos() / 1_000));
    }

    @Override
    public void pause(RateLimitKey key, Instant until) {
        long micros = ChronoUnit.MICROS.between(clock.instant(), until);
        if (micros > 0) {
            redis.execute(PAUSE, keys(key), Long.toString(micros));
        }
    }

    @Override
    public void stretch(RateLimitKey key, Duration interval, Duration holds) {
        redis.opsForValue()
                .set(
                        keys(key).get(2),
                        Long.toString(interval.toNanos() / 1_000),
                        Duration.ofMillis(Math.max(1, holds.toMillis())));
    }

    @Override
    public void refused(RateLimitKey key, RateLimit pace, Duration ago) {
        redis.execute(
                REFUSED,
                keys(key),
                Long.toString(pace.intervalMicros()),
                Long.toString(ago.toNanos() / 1_000),
                Double.toString(LearnedRate.KEPT),
                Double.toString(LearnedRate.LEAST),
                CLIMB);
    }

    @Override
    public @Nullable Instant pausedUntil(RateLimitKey key) {
        long micros = Objects.requireNonNull(redis.execute(PAUSED, keys(key)));
        return micros > 0 ? clock.instant().plus(micros, ChronoUnit.MICROS) : null;
    }

    /** The braces keep all keys of a script on one node of a Redis cluster: those of one credential, or of a pool. */
    private static List<String> keys(RateLimitKey key) {
        String tag = (key.pooled() ? "{%s}/%s" : "{%s/%s}").formatted(key.source(), key.account());
        return List.of("gapless:pace:" + tag, "gapless:pause:" + tag, "gapless:interval:" + tag, "gapless:rate:" + tag);
    }

    private static <T> RedisScript<T> script(String file, Class<T> answer) {
        return new DefaultRedisScript<>(text(file), answer);
    }

    private static String text(String file) {
        try {
            return new ClassPathResource(file, RedisRateLimiter.class.getClassLoader())
                    .getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
