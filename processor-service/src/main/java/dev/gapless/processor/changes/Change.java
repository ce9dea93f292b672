package dev.gapless.processor.changes;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;

/**
 * A version that the ledger accepted, to be published once.
 *
 * @param decision NEW or CHANGED
 */
public record Change(CapturedRecord captured, Item item, Decision decision) {

    public Change {
        if (!decision.accepted()) {
            throw new IllegalArgumentException("decision: %s (expected: an accepted one)".formatted(decision));
        }
    }

    public ChangeKind kind() {
        return ChangeKind.of(decision, item.operation());
    }
}
