package dev.gapless.processor.fakes;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.CorrectionRequest.Replaced;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LedgerItem;
import dev.gapless.common.message.LedgerItemsRequest;
import dev.gapless.common.message.LogPosition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's rule of decision, in memory: the highest (version, operation) wins, and who meets itself is answered as
 * before.
 */
public final class InMemoryLedger {

    private final Map<String, Item> stored = new HashMap<>();
    private final Map<LogPosition, Decision> accepted = new HashMap<>();

    public synchronized List<Decision> commit(List<Item> items) {
        return items.stream().map(this::decide).toList();
    }

    /** As {@link #commit}, but what it was computed against gives way. */
    public synchronized Decision correct(Correction correction) {
        Item item = correction.item();
        Replaced replaces = correction.replaces();
        String key = item.streamId().key() + "/" + item.itemId();
        Item before = stored.get(key);
        if (before != null
                && replaces != null
                && before.version() == replaces.version()
                && before.operation() == replaces.operation()
                && Arrays.equals(before.hash(), replaces.hash())) {
            stored.remove(key);
            accepted.put(item.logPosition(), Decision.CHANGED);
            stored.put(key, item);
            return Decision.CHANGED;
        }
        return decide(item);
    }

    public synchronized List<LedgerItem> held(LedgerItemsRequest query) {
        return query.ids().stream()
                .map(id -> stored.get(query.stream().key() + "/" + id))
                .filter(Objects::nonNull)
                .map(item -> new LedgerItem(
                        item.itemId(),
                        item.position(),
                        item.version(),
                        item.operation(),
                        item.undoCount(),
                        item.hash(),
                        item.path(),
                        item.provenance(),
                        item.seenAtMicros()))
                .toList();
    }

    /** As it is now, to be restored later. */
    public synchronized InMemoryLedger copy() {
        InMemoryLedger copy = new InMemoryLedger();
        copy.stored.putAll(stored);
        copy.accepted.putAll(accepted);
        return copy;
    }

    /** How many versions were ever accepted. */
    public synchronized int versions() {
        return accepted.size();
    }

    private Decision decide(Item item) {
        String key = item.streamId().key() + "/" + item.itemId();
        Item before = stored.get(key);
        Decision decision = compare(before, item);
        if (decision.accepted()) {
            stored.put(key, item);
            accepted.put(item.logPosition(), decision);
            return decision;
        }
        return accepted.getOrDefault(item.logPosition(), decision);
    }

    private static Decision compare(@Nullable Item before, Item item) {
        if (before == null) {
            return item.operation() == ItemOperation.DELETE ? Decision.CHANGED : Decision.NEW;
        }
        int byVersion = Long.compare(item.version(), before.version());
        int order = byVersion != 0 ? byVersion : item.operation().compareTo(before.operation());
        boolean sameContent = Arrays.equals(item.hash(), before.hash());
        if (order < 0) {
            return Decision.STALE;
        }
        if (order > 0) {
            return before.operation() == ItemOperation.DELETE ? Decision.NEW : Decision.CHANGED;
        }
        boolean minedAfterLive = before.path() == IngestPath.LIVE && item.path() == IngestPath.MINED;
        return sameContent || minedAfterLive ? Decision.DUPLICATE : Decision.CHANGED;
    }
}
