package dev.gapless.simulation.stores;

import dev.gapless.checkpoint.ledger.Hints;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Door;
import dev.gapless.simulation.faults.Chaos;
import dev.gapless.simulation.faults.FaultKind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The cache: knows what it was told after a commit, unless it forgot or was not told. */
public final class SimulatedHints implements Hints {

    private final Chaos chaos;
    private final Set<String> known = new HashSet<>();

    public SimulatedHints(Chaos chaos) {
        this.chaos = chaos;
    }

    @Override
    public BitSet duplicates(List<Item> items) {
        BitSet duplicates = new BitSet();
        if (!known.isEmpty() && chaos.strikes(FaultKind.HINTS_LOST)) {
            known.clear();
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).door() == Door.MINED && known.contains(content(items.get(i)))) {
                duplicates.set(i);
            }
        }
        return duplicates;
    }

    @Override
    public void accepted(List<Item> items) {
        if (items.isEmpty() || chaos.strikes(FaultKind.HINTS_STALE)) {
            return;
        }
        items.stream().filter(item -> item.door() == Door.LIVE).forEach(item -> known.add(content(item)));
    }

    private static String content(Item item) {
        return item.streamId().key() + "/" + item.itemId() + "|" + item.version() + "|" + item.operation() + "|"
                + Arrays.hashCode(item.hash());
    }
}
