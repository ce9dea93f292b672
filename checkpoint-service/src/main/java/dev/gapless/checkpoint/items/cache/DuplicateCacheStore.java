package dev.gapless.checkpoint.items.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** Where hints are kept. Any of them may be gone, or be an older one, at any time. */
public interface DuplicateCacheStore {

    /** @return by key, those that are there */
    Map<String, String> get(Collection<String> keys);

    /** @param keep for about so long */
    void put(Map<String, String> hints, Duration keep);
}
