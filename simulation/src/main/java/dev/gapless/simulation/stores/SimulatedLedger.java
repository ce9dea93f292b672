package dev.gapless.simulation.stores;

import dev.gapless.checkpoint.ledger.CommitOutcome;
import dev.gapless.checkpoint.ledger.ItemLedger;
import dev.gapless.checkpoint.ledger.Verdict;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.reference.ReferenceLedger;
import java.util.List;
import java.util.Set;

/** The ledger, one batch after the other. */
public record SimulatedLedger(ReferenceLedger rule) implements ItemLedger {

    @Override
    public CommitOutcome commit(List<Item> items, List<DecidedSpan> decided) {
        return new CommitOutcome(
                items.stream()
                        .map(rule::decide)
                        .map(answer -> new Verdict(answer.decision(), answer.firstOfVersion()))
                        .toList(),
                Set.of());
    }
}
