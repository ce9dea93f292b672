package dev.gapless.processor.changes;

import dev.gapless.common.message.Decision;
import dev.gapless.common.message.ItemOperation;
import java.util.Locale;

/** What a change means to its reader: told from what we had before, not from what the source called it. */
public enum ChangeKind {
    CREATED,
    UPDATED,
    DELETED;

    private final String word = name().toLowerCase(Locale.ROOT);

    static ChangeKind of(Decision decision, ItemOperation operation) {
        if (operation == ItemOperation.DELETE) {
            return DELETED;
        }
        return decision == Decision.NEW ? CREATED : UPDATED;
    }

    /** In lower case: as in the event's type and the metric's tag. */
    public String word() {
        return word;
    }
}
