package dev.gapless.processor.changes;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import io.opentelemetry.api.trace.SpanContext;

/**
 * A version that the ledger accepted, to be published once.
 *
 * @param decision NEW or CHANGED
 * @param trace of the record that it is of; invalid where that is not traced
 */
public record Change(CapturedRecord captured, Item item, Decision decision, SpanContext trace) {

    public Change {
        if (!decision.accepted()) {
            throw new IllegalArgumentException("decision: %s (expected: an accepted one)".formatted(decision));
        }
    }

    public ChangeKind kind() {
        return ChangeKind.of(decision, item.operation());
    }
}
