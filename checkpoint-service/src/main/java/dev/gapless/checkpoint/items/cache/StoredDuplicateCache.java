package dev.gapless.checkpoint.items.cache;

import dev.gapless.checkpoint.items.commit.ItemColumns;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Hints as {@code key → version|operation|hash|log position}, with a mark behind it once the ledger has noted that the
 * backfill path brought the item too.
 */
public final class StoredDuplicateCache implements DuplicateCache {

    private static final String MINED_TOO = "|mined";

    private final DuplicateCacheStore store;
    private final String prefix;
    private final Function<String, Duration> times;

    /**
     * @param ledger names the ledger, so that hints about another one are not met
     * @param times for how long hints of a stream are kept, by its name
     */
    public StoredDuplicateCache(DuplicateCacheStore store, String ledger, Function<String, Duration> times) {
        this.store = store;
        this.times = times;
        this.prefix = "gapless:item:v2:" + ledger + ":";
    }

    @Override
    public Known known(List<Item> items) {
        Map<Integer, String> keys = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).path() == IngestPath.MINED) {
                keys.put(i, key(items.get(i)));
            }
        }
        if (keys.isEmpty()) {
            return Known.NOTHING;
        }
        BitSet sure = new BitSet();
        Map<Integer, String> first = new HashMap<>();
        Map<String, String> known = store.get(new ArrayList<>(keys.values()));
        keys.forEach((index, key) -> {
            String hint = known.get(key);
            Item item = items.get(index);
            if (hint != null && hint.startsWith(content(item)) && !hint.endsWith(log(item))) {
                if (hint.endsWith(MINED_TOO)) {
                    sure.set(index);
                } else {
                    first.put(index, hint);
                }
            }
        });
        return new Known(sure, first);
    }

    @Override
    public void accepted(List<Item> items) {
        Map<Item, String> hints = new LinkedHashMap<>();
        for (Item item : items) {
            if (item.path() == IngestPath.LIVE) {
                hints.put(item, content(item) + log(item));
            }
        }
        put(hints);
    }

    /** Should a newer hint have come meanwhile, it is lost; this one is as true as it was. */
    @Override
    public void seen(Map<Item, String> noted) {
        Map<Item, String> hints = new LinkedHashMap<>();
        noted.forEach((item, hint) -> hints.put(item, hint + MINED_TOO));
        put(hints);
    }

    /** @param hints in the order of their items, so that the last of several about one item stays */
    private void put(Map<Item, String> hints) {
        Map<Duration, Map<String, String>> byTime = new HashMap<>();
        hints.forEach((item, hint) -> byTime.computeIfAbsent(times.apply(item.stream()), time -> new HashMap<>())
                .put(key(item), hint));
        byTime.forEach((time, same) -> store.put(same, time));
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
}
