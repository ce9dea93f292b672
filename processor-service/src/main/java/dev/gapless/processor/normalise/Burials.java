package dev.gapless.processor.normalise;

import dev.gapless.common.connector.Extraction;
import dev.gapless.common.message.Burial;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.Operation;
import dev.gapless.common.message.UnreadableMessageException;

/** Burials are written by us, in one form for all sources, so no connector is asked. */
final class Burials {

    private static final int HASH_BYTES = 32;

    private Burials() {}

    static Inference extract(CapturedRecord captured) {
        try {
            Burial burial = Burial.fromBytes(captured.value());
            Extraction deleted = new Extraction.Item(
                    captured.itemId(),
                    burial.position(),
                    burial.version(),
                    Operation.DELETE,
                    new byte[HASH_BYTES],
                    null);
            return new Inference(deleted, burial.revival());
        } catch (UnreadableMessageException e) {
            return Inference.none(new Extraction.Unreadable(
                    "burial-unreadable", "not a burial", "none needed: it is sent again while the item is alive"));
        }
    }
}
