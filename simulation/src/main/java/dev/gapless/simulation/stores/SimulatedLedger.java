package dev.gapless.simulation.stores;

import dev.gapless.checkpoint.ledger.ItemLedger;
import dev.gapless.checkpoint.ledger.Verdict;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.reference.ReferenceLedger;
import java.util.List;

/** The ledger, one batch after the other. */
public record SimulatedLedger(ReferenceLedger rule) implements ItemLedger {

    @Override
    public List<Verdict> commit(List<Item> items) {
        return items.stream()
                .map(rule::decide)
                .map(answer -> new Verdict(answer.decision(), answer.firstOfVersion()))
                .toList();
    }
}
