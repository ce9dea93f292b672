package dev.gapless.processor.commit;

import dev.gapless.common.message.LogPosition;

/** The ledger is there and says that it can never store this one item. */
public final class RefusedItemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient LogPosition refused;

    RefusedItemException(LogPosition refused, int status) {
        super("status %d for this item alone".formatted(status));
        this.refused = refused;
    }

    /** Which of the items asked about it is. */
    public LogPosition refused() {
        return refused;
    }
}
