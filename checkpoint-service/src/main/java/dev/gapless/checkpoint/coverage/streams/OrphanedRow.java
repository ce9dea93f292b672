package dev.gapless.checkpoint.coverage.streams;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.position.StreamId;
import java.time.Instant;

/**
 * A live row above the ancestor of a fork, read by a reader that did not know of it.
 *
 * @param undoCount how often an inferred delete of this version was undone
 * @param generation the highest of the forks that make it an orphan
 */
record OrphanedRow(StreamId stream, String itemId, long position, long version, int undoCount, long generation) {

    /** The captured record that deletes it, at exactly its version. */
    CapturedRecord inferredDelete(Instant now) {
        return new CapturedRecord(
                stream,
                itemId,
                CapturedRecord.RecordKind.INFERRED_DELETE,
                new InferredDelete(position, version, undoCount).toBytes(),
                IngestPath.LIVE,
                now,
                "fork:" + generation,
                generation);
    }
}
