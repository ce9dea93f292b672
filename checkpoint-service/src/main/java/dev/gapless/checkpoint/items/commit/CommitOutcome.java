package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.DecidedSpan;
import java.util.List;
import java.util.Set;

/**
 * The result of a commit. When a span is behind, nothing of the commit is kept. The database is an earlier state of
 * itself, and what it has lost is to be decided first.
 *
 * @param verdicts one an item, in their order
 * @param behind the spans that begin above their partition's floor, which stays where it is
 */
public record CommitOutcome(List<ItemDecision> verdicts, Set<DecidedSpan> behind) {

    public CommitOutcome {
        verdicts = List.copyOf(verdicts);
        behind = Set.copyOf(behind);
    }

    /** Whether the verdicts count. */
    public boolean kept() {
        return behind.isEmpty();
    }
}
