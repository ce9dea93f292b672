package dev.gapless.processor.normalise;

import dev.gapless.common.connector.ExtractionResult;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.InferredDeleteUndo;
import dev.gapless.common.message.UnreadableMessageException;

/** Items brought back are canonical already. */
final class InferredDeleteUndoReader {

    private InferredDeleteUndoReader() {}

    static InferredRecord extract(CapturedRecord captured) {
        try {
            InferredDeleteUndo restored = InferredDeleteUndo.fromBytes(captured.value());
            ExtractionResult item = new ExtractionResult.Item(
                    captured.itemId(),
                    restored.position(),
                    restored.version(),
                    restored.operation(),
                    restored.hash(),
                    restored.payload());
            return new InferredRecord(item, restored.revival());
        } catch (UnreadableMessageException e) {
            return InferredRecord.none(new ExtractionResult.Unreadable(
                    "restoration-unreadable", "not a restoration", "undo the deletions again"));
        }
    }
}
