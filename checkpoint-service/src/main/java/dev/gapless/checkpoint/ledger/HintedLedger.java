package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Spares the database what the hints are sure of. */
final class HintedLedger implements ItemLedger {

    private final ItemLedger ledger;
    private final Hints hints;

    HintedLedger(ItemLedger ledger, Hints hints) {
        this.ledger = ledger;
        this.hints = hints;
    }

    @Override
    public List<Decision> commit(List<Item> items) {
        Set<Integer> known = hints.duplicates(items);
        List<Integer> asked = new ArrayList<>();
        List<Item> questions = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!known.contains(i)) {
                asked.add(i);
                questions.add(items.get(i));
            }
        }
        Decision[] decisions = new Decision[items.size()];
        Arrays.fill(decisions, Decision.DUPLICATE);
        if (!questions.isEmpty()) {
            List<Decision> answers = ledger.commit(questions);
            List<Item> accepted = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                decisions[asked.get(i)] = answers.get(i);
                if (answers.get(i).accepted()) {
                    accepted.add(questions.get(i));
                }
            }
            hints.accepted(accepted);
        }
        return List.of(decisions);
    }
}
