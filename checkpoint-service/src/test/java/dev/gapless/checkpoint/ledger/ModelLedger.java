package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.message.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of the ledger once more, in the plainest form: one item after the other, in memory. */
final class ModelLedger {

    /** Everything above the ancestor that was read under a lower generation is void. */
    record Fork(long generation, long ancestor) {}

    private final Map<String, Item> held = new HashMap<>();
    private final Map<LogPosition, Decision> accepted = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final List<Fork> forks = new ArrayList<>();

    void fork(Fork fork) {
        forks.add(fork);
    }

    Decision decide(Item item) {
        Decision before = accepted.get(item.logPosition());
        if (before != null) {
            return before;
        }
        Item old = held.get(item.itemId());
        Decision decision = fresh(old, item);
        if (decision == null) {
            boolean same = old != null && old.version() == item.version() && Arrays.equals(old.hash(), item.hash());
            return same || known.contains(content(item)) ? Decision.DUPLICATE : Decision.STALE;
        }
        held.put(item.itemId(), item);
        if (decision.accepted()) {
            accepted.put(item.logPosition(), decision);
            known.add(content(item));
        }
        return decision;
    }

    /** Null when it does not replace what is held. */
    private @Nullable Decision fresh(@Nullable Item old, Item item) {
        boolean burial = item.inferred() && item.operation() == Operation.DELETE;
        boolean orphan = forks.stream()
                .anyMatch(fork -> fork.generation() > item.generation() && fork.ancestor() < item.position());
        if ((orphan && !burial) || (old != null && !beats(item, old))) {
            return null;
        }
        boolean deletes = item.operation() == Operation.DELETE;
        if (old == null || old.operation() == Operation.DELETE) {
            return deletes ? Decision.CHANGED : Decision.NEW;
        }
        return Arrays.equals(old.hash(), item.hash()) ? Decision.DUPLICATE : Decision.CHANGED;
    }

    private static boolean beats(Item item, Item old) {
        if (item.version() != old.version()) {
            return item.version() > old.version();
        }
        if (item.operation() != old.operation()) {
            return item.operation().compareTo(old.operation()) > 0;
        }
        return !Arrays.equals(item.hash(), old.hash()) && !(old.door() == Door.LIVE && item.door() == Door.MINED);
    }

    private static String content(Item item) {
        return item.itemId() + "|" + item.version() + "|" + HexFormat.of().formatHex(item.hash());
    }

    /** The version of each live item. */
    Map<String, Long> live() {
        Map<String, Long> live = new HashMap<>();
        held.forEach((id, item) -> {
            if (item.operation() != Operation.DELETE) {
                live.put(id, item.version());
            }
        });
        return live;
    }
}
