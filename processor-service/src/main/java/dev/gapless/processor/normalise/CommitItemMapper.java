package dev.gapless.processor.normalise;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.ExtractionResult;
import java.util.UUID;

/** The sighting that the ledger is asked about. */
final class CommitItemMapper {

    private CommitItemMapper() {}

    static Item of(
            CapturedRecord captured,
            ExtractionResult.Item item,
            int undoCount,
            UUID topicId,
            int partition,
            long offset) {
        return new Item(
                captured.stream(),
                item.itemId(),
                new Item.Content(
                        item.position(),
                        item.version(),
                        item.operation(),
                        item.hash(),
                        item.canonical(),
                        item.hashVersion(),
                        item.volatileHash()),
                new Item.Arrival(
                        captured.path(),
                        MicrosecondTime.of(captured.receivedAt()),
                        captured.provenance(),
                        captured.generation(),
                        inferred(captured.shape()),
                        undoCount),
                new LogPosition(topicId, partition, offset));
    }

    private static boolean inferred(CapturedRecord.RecordKind shape) {
        return switch (shape) {
            case INFERRED_DELETE, INFERRED_DELETE_UNDO -> true;
            case FRAME, LISTED, RECREATED -> false;
        };
    }
}
