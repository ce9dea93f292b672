package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A window as far as it is proven. Everything in {@code [from, to)} was acknowledged by Kafka before this was sent, so
 * the range is claimed; it is held once the ledger has decided the records that it stands on. Reports of one window
 * only grow it, so a repeated or late one does no harm.
 *
 * @param windowId one live session of a stream, or one mining task
 * @param from first position covered
 * @param to first position not covered; equal to {@code from} while nothing is covered yet
 * @param open true while the window may still grow
 * @param epoch the writer's fencing epoch
 * @param generation the stream's fork generation the writer knew
 * @param anchors fingerprints of positions inside, empty for sources that never rewrite history
 * @param frontier for numbered streams, the first position the source does not have yet; else null
 * @param latenessMicros how late items of this stream arrive at most, as measured by the sender; null when not measured
 * @param records the captured records that the range stands on, one span a partition; empty when it stands on none
 * @param at when it was sent, by the sender's clock
 */
public record CoverageReport(
        String windowId,
        StreamId stream,
        IngestPath door,
        Evidence evidence,
        Set<Aspect> aspects,
        long from,
        long to,
        boolean open,
        long epoch,
        long generation,
        List<Anchor> anchors,
        @Nullable Long frontier,
        @Nullable Long latenessMicros,
        List<RecordSpan> records,
        Instant at) {

    /** A report of a sender that does not measure lateness, and that stands on no record. */
    public CoverageReport(
            String windowId,
            StreamId stream,
            IngestPath door,
            Evidence evidence,
            Set<Aspect> aspects,
            long from,
            long to,
            boolean open,
            long epoch,
            long generation,
            List<Anchor> anchors,
            @Nullable Long frontier,
            Instant at) {
        this(
                windowId,
                stream,
                door,
                evidence,
                aspects,
                from,
                to,
                open,
                epoch,
                generation,
                anchors,
                frontier,
                null,
                List.of(),
                at);
    }

    @JsonCreator
    public CoverageReport {
        if (from > to) {
            throw new IllegalArgumentException("to: %d (expected: >= from %d)".formatted(to, from));
        }
        aspects = Set.copyOf(aspects);
        anchors = List.copyOf(anchors);
        records = List.copyOf(records);
    }

    /** The same report, standing on these records. */
    public CoverageReport standingOn(List<RecordSpan> spans) {
        return new CoverageReport(
                windowId,
                stream,
                door,
                evidence,
                aspects,
                from,
                to,
                open,
                epoch,
                generation,
                anchors,
                frontier,
                latenessMicros,
                spans,
                at);
    }

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static CoverageReport fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, CoverageReport.class);
    }
}
