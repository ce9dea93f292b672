package dev.gapless.reference;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.position.StreamId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides items as the ledger does, one after the other. The authority is PostgreSQL; a test holds its statement to
 * this. Used by one thread.
 */
public class ReferenceLedger {

    /**
     * @param firstOfVersion true when it was accepted and nothing was held of the item at its version and operation
     *     before
     */
    public record Answer(Decision decision, boolean firstOfVersion) {}

    /** Everything of the stream above the ancestor that was read under a lower generation is void. */
    public record Fork(StreamId stream, long generation, long ancestor) {}

    private final Map<String, Item> held = new LinkedHashMap<>();
    private final Map<LogPosition, Decision> accepted = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<Fork> forks = new ArrayList<>();

    public void fork(Fork fork) {
        forks.add(fork);
    }

    /** Decides, and keeps what is accepted. */
    public Answer decide(Item sent) {
        Decision before = accepted.get(sent.logPosition());
        if (before != null) {
            return new Answer(before, false);
        }
        Item old = held.get(key(sent));
        Item item = old == null ? sent : asOf(old, sent);
        if (orphaned(item) || (old != null && !beats(item, old))) {
            if (old != null && confirms(item, old)) {
                held.put(key(item), confirmed(old));
            }
            return new Answer(isKnown(item, old) ? Decision.DUPLICATE : Decision.STALE, false);
        }
        held.put(key(item), item);
        Decision decision = decisionOn(old, item);
        if (decision.accepted()) {
            accepted.put(item.logPosition(), decision);
            known.add(content(item));
        }
        boolean tied = old != null
                && old.version() == item.version()
                && (old.operation() == item.operation() || item.undoCount() > 0);
        return new Answer(decision, decision.accepted() && !tied);
    }

    /** What is held, tombstones included, in the order of their first coming. */
    public Collection<Item> held() {
        return Collections.unmodifiableCollection(held.values());
    }

    /** Whether an item replaces what is held. */
    protected boolean beats(Item item, Item old) {
        if (item.version() != old.version()) {
            return item.version() > old.version();
        }
        if (item.restores() && !old.inferred()) {
            return false;
        }
        if (item.undoCount() != old.undoCount()) {
            return item.undoCount() > old.undoCount();
        }
        if (item.operation() != old.operation()) {
            return item.operation().compareTo(old.operation()) > 0;
        }
        return !Arrays.equals(item.hash(), old.hash())
                && !(old.path() == IngestPath.LIVE && item.path() == IngestPath.MINED);
    }

    /**
     * A source that speaks of a version speaks of it as it is: it knows nothing of what we deleted by inference and
     * brought back.
     */
    private static Item asOf(Item old, Item item) {
        return item.inferred() || item.version() != old.version() ? item : item.withUndoCount(old.undoCount());
    }

    /** The source itself deletes what was taken for deleted. */
    private static boolean confirms(Item item, Item old) {
        return !item.inferred()
                && old.inferred()
                && item.operation() == ItemOperation.DELETE
                && old.operation() == ItemOperation.DELETE
                && item.version() == old.version()
                && old.generation() <= item.generation();
    }

    private static Item confirmed(Item old) {
        return new Item(
                old.streamId(),
                old.itemId(),
                new Item.Content(
                        old.position(),
                        old.version(),
                        old.operation(),
                        old.hash(),
                        old.payload(),
                        old.hashVersion(),
                        old.volatileHash()),
                new Item.Arrival(
                        old.path(), old.seenAtMicros(), old.provenance(), old.generation(), false, old.undoCount()),
                old.logPosition());
    }

    private boolean orphaned(Item item) {
        boolean inferredDelete = item.inferred() && item.operation() == ItemOperation.DELETE;
        return !inferredDelete
                && forks.stream()
                        .anyMatch(fork -> fork.stream().equals(item.streamId())
                                && fork.generation() > item.generation()
                                && fork.ancestor() < item.position());
    }

    private static Decision decisionOn(@Nullable Item old, Item item) {
        if (old == null || old.operation() == ItemOperation.DELETE) {
            return item.operation() == ItemOperation.DELETE ? Decision.CHANGED : Decision.NEW;
        }
        return Arrays.equals(old.hash(), item.hash()) ? Decision.DUPLICATE : Decision.CHANGED;
    }

    private boolean isKnown(Item item, @Nullable Item old) {
        boolean same = old != null && old.version() == item.version() && Arrays.equals(old.hash(), item.hash());
        return same || known.contains(content(item));
    }

    private static String key(Item item) {
        return item.source() + "/" + item.account() + "/" + item.stream() + "/" + item.itemId();
    }

    private static String content(Item item) {
        return key(item) + "|" + item.version() + "|" + HexFormat.of().formatHex(item.hash());
    }
}
