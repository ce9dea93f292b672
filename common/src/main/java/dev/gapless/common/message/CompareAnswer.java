package dev.gapless.common.message;

import java.util.List;

/**
 * The answer to {@link CompareQuery}. JSON.
 *
 * @param held how many items the ledger holds in the range that are not deleted
 * @param notListed those of them that the source did not list
 * @param unknown listed ids that the ledger has never seen, not even as deleted
 */
public record CompareAnswer(long held, List<Held> notListed, List<String> unknown) {

    public CompareAnswer {
        notListed = List.copyOf(notListed);
        unknown = List.copyOf(unknown);
    }

    /** An item as the ledger holds it. */
    public record Held(String itemId, long position, long version) {}
}
