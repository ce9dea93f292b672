package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Door;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Hints in Redis: {@code key → version|operation|hash|log position} for six hours, with a mark behind it once the
 * ledger has noted that the paged door brought the item too.
 */
final class RedisHints implements Hints {

    private static final String MINED_TOO = "|mined";
    private static final long TTL_SECONDS = Duration.ofHours(6).toSeconds();

    private final StringRedisTemplate redis;
    private final String prefix;
    private final RandomGenerator random;
    private final Breather breather;

    /** @param ledger names the ledger, so that hints about another one are not met */
    RedisHints(StringRedisTemplate redis, String ledger, RandomGenerator random, Breather breather) {
        this.redis = redis;
        this.prefix = "gapless:item:v2:" + ledger + ":";
        this.random = random;
        this.breather = breather;
    }

    @Override
    public Known known(List<Item> items) {
        List<Integer> mined = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).door() == Door.MINED) {
                mined.add(i);
                keys.add(key(items.get(i)));
            }
        }
        if (keys.isEmpty()) {
            return Known.NOTHING;
        }
        BitSet sure = new BitSet();
        Map<Integer, String> first = new HashMap<>();
        List<@Nullable String> known = breather.<List<@Nullable String>>attempt(
                () -> redis.opsForValue().multiGet(keys), List.of());
        for (int i = 0; i < known.size(); i++) {
            String hint = known.get(i);
            Item item = items.get(mined.get(i));
            if (hint != null && hint.startsWith(content(item)) && !hint.endsWith(log(item))) {
                if (hint.endsWith(MINED_TOO)) {
                    sure.set(mined.get(i));
                } else {
                    first.put(mined.get(i), hint);
                }
            }
        }
        return new Known(sure, first);
    }

    @Override
    public void accepted(List<Item> items) {
        List<Item> live =
                items.stream().filter(item -> item.door() == Door.LIVE).toList();
        if (!live.isEmpty()) {
            breather.attempt(
                    () -> redis.executePipelined((RedisCallback<@Nullable Object>) connection -> {
                        live.forEach(item -> set(connection, item, content(item) + log(item)));
                        return null;
                    }),
                    List.of());
        }
    }

    /** Should a newer hint have come meanwhile, it is lost; this one is as true as it was. */
    @Override
    public void seen(Map<Item, String> noted) {
        if (!noted.isEmpty()) {
            breather.attempt(
                    () -> redis.executePipelined((RedisCallback<@Nullable Object>) connection -> {
                        noted.forEach((item, hint) -> set(connection, item, hint + MINED_TOO));
                        return null;
                    }),
                    List.of());
        }
    }

    /** The time to live is spread, so that what came together does not go together. */
    private void set(RedisConnection connection, Item item, String hint) {
        long ttl = TTL_SECONDS - random.nextLong(TTL_SECONDS / 10);
        connection.stringCommands().setEx(bytes(key(item)), ttl, bytes(hint));
    }

    private String key(Item item) {
        return prefix + item.account() + "/" + item.source() + "/" + item.stream() + "/" + item.itemId();
    }

    private static String content(Item item) {
        return item.version() + "|" + ItemColumns.rank(item.operation()) + "|"
                + HexFormat.of().formatHex(item.hash()) + "|";
    }

    private static String log(Item item) {
        return item.topicId() + ":" + item.partition() + ":" + item.offset();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
