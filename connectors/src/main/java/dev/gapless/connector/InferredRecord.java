package dev.gapless.connector;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.InferredDeleteUndo;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.UnreadableMessageException;
import org.jspecify.annotations.Nullable;

/**
 * A record that we wrote ourselves, as it was read: an inferred delete or the undo of one. Such records have one form
 * for all sources, so no connector is asked.
 *
 * @param undoCount how often an inferred delete of the version had been undone, as the record's writer knew
 */
public record InferredRecord(ExtractionResult extraction, int undoCount) {

    private static final int HASH_BYTES = 32;

    /** Null for a record of the source's own, which its connector reads. */
    public static @Nullable InferredRecord read(CapturedRecord captured) {
        return switch (captured.shape()) {
            case INFERRED_DELETE -> delete(captured);
            case INFERRED_DELETE_UNDO -> undo(captured);
            case FRAME, LISTED, RECREATED -> null;
        };
    }

    /** What a connector answers for a record that is not from a source. */
    public static ExtractionResult.Unreadable notFromSource() {
        return new ExtractionResult.Unreadable(
                "not-from-a-source", "an inferred delete, or its undo", "a defect: keep the record and report it");
    }

    private static InferredRecord delete(CapturedRecord captured) {
        try {
            InferredDelete inferredDelete = InferredDelete.fromBytes(captured.value());
            ExtractionResult deleted = new ExtractionResult.Item(
                    captured.itemId(),
                    inferredDelete.position(),
                    inferredDelete.version(),
                    ItemOperation.DELETE,
                    new byte[HASH_BYTES],
                    null);
            return new InferredRecord(deleted, inferredDelete.undoCount());
        } catch (UnreadableMessageException e) {
            return unreadable(
                    "inferred-delete-unreadable",
                    "not an inferred delete",
                    "none needed: it is sent again while the item is alive");
        }
    }

    private static InferredRecord undo(CapturedRecord captured) {
        try {
            InferredDeleteUndo restored = InferredDeleteUndo.fromBytes(captured.value());
            ExtractionResult item = new ExtractionResult.Item(
                    captured.itemId(),
                    restored.position(),
                    restored.version(),
                    restored.operation(),
                    restored.hash(),
                    restored.payload());
            return new InferredRecord(item, restored.undoCount());
        } catch (UnreadableMessageException e) {
            return unreadable("inferred-delete-undo-unreadable", "not a restoration", "undo the deletions again");
        }
    }

    private static InferredRecord unreadable(String rule, String detail, String remedy) {
        return new InferredRecord(new ExtractionResult.Unreadable(rule, detail, remedy), 0);
    }
}
