package dev.gapless.checkpoint.items.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** Stores hints. A hint may be lost or outdated at any time. */
public interface DuplicateCacheStore {

    /** @return by key, those that are there */
    Map<String, String> get(Collection<String> keys);

    /** @param keep for about so long */
    void put(Map<String, String> hints, Duration keep);
}
