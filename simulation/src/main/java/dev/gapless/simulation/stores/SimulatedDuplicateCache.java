package dev.gapless.simulation.stores;

import dev.gapless.checkpoint.items.cache.DuplicateCache;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.IngestPath;
import dev.gapless.simulation.faults.FaultInjector;
import dev.gapless.simulation.faults.FaultKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The cache: knows what it was told after a commit, unless it forgot or was not told. */
public final class SimulatedDuplicateCache implements DuplicateCache {

    private final FaultInjector chaos;
    private final Set<String> known = new HashSet<>();
    private final Set<String> mined = new HashSet<>();

    public SimulatedDuplicateCache(FaultInjector chaos) {
        this.chaos = chaos;
    }

    public void clear() {
        known.clear();
        mined.clear();
    }

    @Override
    public Known known(List<Item> items) {
        BitSet sure = new BitSet();
        Map<Integer, String> first = new HashMap<>();
        if (!known.isEmpty() && chaos.strikes(FaultKind.HINTS_LOST)) {
            clear();
        }
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.path() == IngestPath.MINED && known.contains(content(item))) {
                if (mined.contains(key(item))) {
                    sure.set(i);
                } else {
                    first.put(i, key(item));
                }
            }
        }
        return new Known(sure, first);
    }

    @Override
    public void seen(Map<Item, String> noted) {
        mined.addAll(noted.values());
    }

    @Override
    public void accepted(List<Item> items) {
        if (items.isEmpty() || chaos.strikes(FaultKind.HINTS_STALE)) {
            return;
        }
        items.stream().filter(item -> item.path() == IngestPath.LIVE).forEach(item -> known.add(content(item)));
    }

    private static String key(Item item) {
        return item.streamId().key() + "/" + item.itemId();
    }

    private static String content(Item item) {
        return key(item) + "|" + item.version() + "|" + item.operation() + "|" + Arrays.hashCode(item.hash());
    }
}
