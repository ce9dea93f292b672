package dev.gapless.checkpoint.items.cache;

import dev.gapless.checkpoint.items.cache.DuplicateCache.Known;
import dev.gapless.checkpoint.items.commit.CommitOutcome;
import dev.gapless.checkpoint.items.commit.ItemDecision;
import dev.gapless.checkpoint.items.commit.ItemLedger;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Spares the ledger what the hints are sure of. */
public final class CachingItemLedger implements ItemLedger {

    private final ItemLedger ledger;
    private final DuplicateCache hints;

    public CachingItemLedger(ItemLedger ledger, DuplicateCache hints) {
        this.ledger = ledger;
        this.hints = hints;
    }

    @Override
    public CommitOutcome commit(List<Item> items, List<DecidedSpan> decided) {
        Known hinted = hints.known(items);
        BitSet known = hinted.sure();
        List<Item> open = new ArrayList<>(items.size());
        for (int i = known.nextClearBit(0); i < items.size(); i = known.nextClearBit(i + 1)) {
            open.add(items.get(i));
        }
        CommitOutcome outcome = open.isEmpty() && decided.isEmpty()
                ? new CommitOutcome(List.of(), Set.of())
                : ledger.commit(open, decided);
        List<ItemDecision> answers = outcome.verdicts();
        List<ItemDecision> verdicts = new ArrayList<>(Collections.nCopies(items.size(), ItemDecision.DUPLICATE));
        List<Item> first = new ArrayList<>();
        int at = -1;
        for (int i = 0; i < open.size(); i++) {
            at = known.nextClearBit(at + 1);
            verdicts.set(at, answers.get(i));
            if (answers.get(i).firstOfVersion()) {
                first.add(open.get(i));
            }
        }
        if (!outcome.kept()) {
            return new CommitOutcome(verdicts, outcome.behind());
        }
        hints.accepted(first);
        Map<Item, String> noted = new HashMap<>();
        hinted.first().forEach((index, hint) -> noted.put(items.get(index), hint));
        hints.seen(noted);
        hints.decided(items, verdicts, hinted);
        return new CommitOutcome(verdicts, Set.of());
    }
}
