package dev.gapless.checkpoint.coverage.streams;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.InferredDelete;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.position.StreamId;
import java.time.Instant;

/**
 * A live row above the ancestor of a fork, read by somebody who did not know of it.
 *
 * @param revival how often a burial of this version was undone
 * @param generation the highest of the forks that make it an orphan
 */
record OrphanedRow(StreamId stream, String itemId, long position, long version, int revival, long generation) {

    /** The captured record that buries it, at exactly its version. */
    CapturedRecord burial(Instant now) {
        return new CapturedRecord(
                stream,
                itemId,
                CapturedRecord.RecordKind.BURIED,
                new InferredDelete(position, version, revival).toBytes(),
                IngestPath.LIVE,
                now,
                "fork:" + generation,
                generation);
    }
}
