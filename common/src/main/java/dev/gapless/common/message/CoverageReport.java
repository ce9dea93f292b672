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
 * A window as far as it is proven. Everything in {@code [from, to)} was acknowledged by Kafka before this was sent.
 * Reports of one window only grow it, so a repeated or late one does no harm.
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
 * @param at when it was sent, by the sender's clock
 */
public record CoverageReport(
        String windowId,
        StreamId stream,
        Door door,
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
        Instant at) {

    /** A report of somebody who does not measure lateness. */
    public CoverageReport(
            String windowId,
            StreamId stream,
            Door door,
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
        this(windowId, stream, door, evidence, aspects, from, to, open, epoch, generation, anchors, frontier, null, at);
    }

    @JsonCreator
    public CoverageReport {
        if (from > to) {
            throw new IllegalArgumentException("to: %d (expected: >= from %d)".formatted(to, from));
        }
        aspects = Set.copyOf(aspects);
        anchors = List.copyOf(anchors);
    }

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static CoverageReport fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, CoverageReport.class);
    }
}
