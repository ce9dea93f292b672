package dev.gapless.checkpoint.items.undo;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.InferredDeleteUndo;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What an item was when it was concluded to be deleted.
 *
 * @param undoCount how often an inferred delete of this version had been undone before this one
 * @param path by which the version that was deleted by inference had come
 * @param generation under which it was read: should its source have forked since, it stays orphaned
 * @param inferredBy the task that concluded it
 */
@SuppressWarnings("ArrayRecordComponent")
record InferredDeleteRow(
        StreamId stream,
        String itemId,
        Content content,
        int undoCount,
        IngestPath path,
        long generation,
        String inferredBy) {
    /**
     * The version that was held.
     *
     * @param version of the tombstone
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Content(long position, long version, ItemOperation operation, byte[] hash, String payload) {}

    long position() {
        return content.position();
    }

    long version() {
        return content.version();
    }

    ItemOperation operation() {
        return content.operation();
    }

    byte[] hash() {
        return content.hash();
    }

    String payload() {
        return content.payload();
    }

    /** Of keys of one source: the order of {@link InferredDeleteStore#next}, which the database makes of bytes. */
    static final Comparator<String> KEY_ORDER = (one, other) -> {
        String[] left = one.split("/", 4);
        String[] right = other.split("/", 4);
        int order = 0;
        for (int part = 0; part < left.length && order == 0; part++) {
            order = Arrays.compareUnsigned(
                    left[part].getBytes(StandardCharsets.UTF_8), right[part].getBytes(StandardCharsets.UTF_8));
        }
        return order;
    };

    /** Names it among all, and comes in the order of {@link InferredDeleteStore#next}. */
    String key() {
        return stream.key() + "/" + itemId;
    }

    /**
     * The captured record that brings it back. By the path that it had come by, for a version that the live path
     * brought stays the live path's.
     */
    CapturedRecord restoration(Instant now) {
        return new CapturedRecord(
                stream,
                itemId,
                CapturedRecord.RecordKind.INFERRED_DELETE_UNDO,
                new InferredDeleteUndo(
                                content.position,
                                content.version,
                                undoCount + 1,
                                content.operation,
                                content.hash,
                                content.payload.getBytes(StandardCharsets.UTF_8))
                        .toBytes(),
                path,
                now,
                "undo:" + inferredBy,
                generation);
    }
}
