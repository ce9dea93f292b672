package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Operation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Hints in Redis. When it is away or slow it is left alone for five seconds, and the database answers everything.
 * Streams whose source has rewritten its history are left out, because there a known version can have to be raised
 * again.
 */
final class RedisHints implements Hints {

    private static final Logger LOG = LoggerFactory.getLogger(RedisHints.class);
    private static final Duration REST = Duration.ofSeconds(5);
    private static final long TTL_SECONDS = Duration.ofHours(6).toSeconds();

    private final StringRedisTemplate redis;
    private final RandomGenerator random;
    private final Clock clock;
    private final Counter failures;
    private volatile Instant restUntil = Instant.MIN;

    RedisHints(StringRedisTemplate redis, RandomGenerator random, Clock clock, MeterRegistry meters) {
        this.redis = redis;
        this.random = random;
        this.clock = clock;
        this.failures = meters.counter("gapless.cache.failures");
    }

    @Override
    public Set<Integer> duplicates(List<Item> items) {
        if (resting()) {
            return Set.of();
        }
        try {
            List<@Nullable String> known = redis.opsForValue()
                    .multiGet(items.stream().map(RedisHints::key).toList());
            Set<Integer> duplicates = new HashSet<>();
            for (int i = 0; known != null && i < items.size(); i++) {
                if (isDuplicate(known.get(i), items.get(i))) {
                    duplicates.add(i);
                }
            }
            return duplicates;
        } catch (DataAccessException e) {
            rest(e);
            return Set.of();
        }
    }

    private static boolean isDuplicate(@Nullable String known, Item item) {
        return known != null && item.generation() == 0 && known.startsWith(content(item)) && !known.endsWith(log(item));
    }

    @Override
    public void accepted(List<Item> items) {
        List<Item> worth = items.stream().filter(item -> item.generation() == 0).toList();
        if (worth.isEmpty() || resting()) {
            return;
        }
        try {
            redis.executePipelined((RedisCallback<@Nullable Object>) connection -> {
                worth.forEach(item -> set(connection, item));
                return null;
            });
        } catch (DataAccessException e) {
            rest(e);
        }
    }

    /** The time to live is spread, so that what came together does not go together. */
    private void set(RedisConnection connection, Item item) {
        long ttl = TTL_SECONDS + random.nextLong(TTL_SECONDS / 10);
        connection.stringCommands().setEx(bytes(key(item)), ttl, bytes(content(item) + log(item)));
    }

    private boolean resting() {
        return clock.instant().isBefore(restUntil);
    }

    private void rest(DataAccessException failure) {
        failures.increment();
        restUntil = clock.instant().plus(REST);
        LOG.warn("hints-unavailable cause={} for={}", failure.getClass().getSimpleName(), REST);
    }

    private static String key(Item item) {
        return "gapless:item:v1:" + item.account() + "/" + item.source() + "/" + item.stream() + "/" + item.itemId();
    }

    private static String content(Item item) {
        return item.version() + "|" + (item.operation() == Operation.DELETE) + "|"
                + HexFormat.of().formatHex(item.hash()) + "|";
    }

    private static String log(Item item) {
        return item.topicId() + ":" + item.partition() + ":" + item.offset();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
