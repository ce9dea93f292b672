package dev.gapless.checkpoint.items.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * This process's own copies of hints, before those that all share. What another replica has put meanwhile is met ten
 * minutes later at the latest; until then the older hint says less, and nothing wrong.
 */
public final class LocalCacheStore implements DuplicateCacheStore {

    private static final Duration KEPT = Duration.ofMinutes(10);

    /** Of the entry, its objects and the bookkeeping. */
    private static final int OVERHEAD = 200;

    private final DuplicateCacheStore far;
    private final Cache<String, String> near;

    /** @param mostBytes that the copies may take, by estimate */
    public LocalCacheStore(DuplicateCacheStore far, long mostBytes, Ticker ticker, MeterRegistry meters) {
        this.far = far;
        this.near = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((String key, String hint) -> OVERHEAD + key.length() + hint.length())
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .executor(Runnable::run)
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, near, "hints");
    }

    @Override
    public Map<String, String> get(Collection<String> keys) {
        Map<String, String> hints = new HashMap<>(near.getAllPresent(keys));
        List<String> absent = new ArrayList<>(keys);
        absent.removeIf(hints::containsKey);
        Map<String, String> fetched = far.get(absent);
        near.putAll(fetched);
        hints.putAll(fetched);
        return hints;
    }

    @Override
    public void put(Map<String, String> hints, Duration keep) {
        near.putAll(hints);
        far.put(hints, keep);
    }
}
