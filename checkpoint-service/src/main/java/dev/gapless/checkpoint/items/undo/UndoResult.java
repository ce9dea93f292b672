package dev.gapless.checkpoint.items.undo;

import java.util.List;

/**
 * What an undoing came to.
 *
 * @param items on their way back; of a dry run, what would be
 * @param notFound ids asked for of which no concluded delete can be undone: told by the source itself, superseded, too
 *     old, or alive
 */
record UndoResult(boolean dryRun, long items, List<OfStream> streams, List<String> notFound) {

    /** @param concludedBy the tasks whose conclusions are undone; what they had proven is taken back */
    record OfStream(String stream, long items, List<String> concludedBy) {}
}
