package dev.gapless.processor.intake;

import dev.gapless.processor.changes.Change;
import dev.gapless.processor.deadletters.RefusedRecord;
import java.util.List;

/**
 * What a batch came to; what is in neither list was known already.
 *
 * @param changes in the order of their records
 */
record Verdict(List<Change> changes, List<RefusedRecord> refused) {

    Verdict {
        changes = List.copyOf(changes);
        refused = List.copyOf(refused);
    }
}
