package dev.gapless.checkpoint.items.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Hints for all replicas. */
public final class RedisCacheStore implements DuplicateCacheStore {

    private final StringRedisTemplate redis;
    private final RandomGenerator random;
    private final CacheCircuitBreaker breather;

    public RedisCacheStore(StringRedisTemplate redis, RandomGenerator random, CacheCircuitBreaker breather) {
        this.redis = redis;
        this.random = random;
        this.breather = breather;
    }

    @Override
    public Map<String, String> get(Collection<String> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        List<String> asked = List.copyOf(keys);
        List<@Nullable String> answers = breather.<List<@Nullable String>>attempt(
                () -> redis.opsForValue().multiGet(asked), List.of());
        Map<String, String> hints = new HashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            String hint = answers.get(i);
            if (hint != null) {
                hints.put(asked.get(i), hint);
            }
        }
        return hints;
    }

    /** The time to live is spread, so that what came together does not go together. */
    @Override
    public void put(Map<String, String> hints, Duration keep) {
        long most = Math.max(10, keep.toSeconds());
        breather.attempt(
                () -> redis.executePipelined((RedisCallback<@Nullable Object>) connection -> {
                    hints.forEach((key, hint) -> connection
                            .stringCommands()
                            .setEx(bytes(key), most - random.nextLong(most / 10), bytes(hint)));
                    return null;
                }),
                List.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
