package dev.gapless.processor.normalise;

import dev.gapless.common.connector.Extraction;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.Restoration;
import dev.gapless.common.message.UnreadableMessageException;

/** Items brought back are canonical already. */
final class Restorations {

    private Restorations() {}

    static Inference extract(CapturedRecord captured) {
        try {
            Restoration restored = Restoration.fromBytes(captured.value());
            Extraction item = new Extraction.Item(
                    captured.itemId(),
                    restored.position(),
                    restored.version(),
                    restored.operation(),
                    restored.hash(),
                    restored.payload());
            return new Inference(item, restored.revival());
        } catch (UnreadableMessageException e) {
            return Inference.none(new Extraction.Unreadable(
                    "restoration-unreadable", "not a restoration", "undo the deletions again"));
        }
    }
}
