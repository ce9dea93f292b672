package dev.gapless.processor.normalise;

import dev.gapless.common.connector.ExtractionResult;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.UnreadableMessageException;

/** Burials are written by us, in one form for all sources, so no connector is asked. */
final class InferredDeleteReader {

    private static final int HASH_BYTES = 32;

    private InferredDeleteReader() {}

    static InferredRecord extract(CapturedRecord captured) {
        try {
            InferredDelete burial = InferredDelete.fromBytes(captured.value());
            ExtractionResult deleted = new ExtractionResult.Item(
                    captured.itemId(),
                    burial.position(),
                    burial.version(),
                    ItemOperation.DELETE,
                    new byte[HASH_BYTES],
                    null);
            return new InferredRecord(deleted, burial.revival());
        } catch (UnreadableMessageException e) {
            return InferredRecord.none(new ExtractionResult.Unreadable(
                    "burial-unreadable", "not a burial", "none needed: it is sent again while the item is alive"));
        }
    }
}
