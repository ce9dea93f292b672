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
 * the range is claimed. It is held once the ledger has decided the records that it depends on. Reports of one window
 * only grow it, so a repeated or late one does no harm.
 *
 * @param records the captured records that the range stands on, one span a partition; empty when it stands on none
 * @param at when it was sent, by the sender's clock
 */
public record CoverageReport(
        WindowRef window, ClaimedRange claimed, StreamHints hints, List<RecordSpan> records, Instant at) {
    /**
     * The window and its writer.
     *
     * @param windowId one live session of a stream, or one mining task
     * @param epoch the writer's fencing epoch
     * @param generation the stream's fork generation the writer knew
     */
    public record WindowRef(String windowId, StreamId stream, IngestPath path, long epoch, long generation) {}

    /**
     * What is covered, and how it was proven.
     *
     * @param from first position covered
     * @param to first position not covered; equal to {@code from} while nothing is covered yet
     * @param open true while the window may still grow
     */
    public record ClaimedRange(long from, long to, Evidence evidence, Set<Aspect> aspects, boolean open) {

        public ClaimedRange {
            if (from > to) {
                throw new IllegalArgumentException("to: %d (expected: >= from %d)".formatted(to, from));
            }
            aspects = Set.copyOf(aspects);
        }
    }

    /**
     * What the writer knows of the stream besides.
     *
     * @param anchors fingerprints of positions inside, empty for sources that never rewrite history
     * @param frontier for numbered streams, the first position the source does not have yet; else null
     * @param latenessMicros how late items of this stream arrive at most, as measured by the sender; null when not
     *     measured
     */
    public record StreamHints(
            List<Anchor> anchors,
            @Nullable Long frontier,
            @Nullable Long latenessMicros) {

        /** Of a source that never rewrites history and does not number its events, before lateness is measured. */
        public static final StreamHints NONE = new StreamHints(List.of(), null, null);

        public StreamHints {
            anchors = List.copyOf(anchors);
        }
    }

    public String windowId() {
        return window.windowId();
    }

    public StreamId stream() {
        return window.stream();
    }

    public IngestPath path() {
        return window.path();
    }

    public long epoch() {
        return window.epoch();
    }

    public long generation() {
        return window.generation();
    }

    public long from() {
        return claimed.from();
    }

    public long to() {
        return claimed.to();
    }

    public Evidence evidence() {
        return claimed.evidence();
    }

    public Set<Aspect> aspects() {
        return claimed.aspects();
    }

    public boolean open() {
        return claimed.open();
    }

    public List<Anchor> anchors() {
        return hints.anchors();
    }

    public @Nullable Long frontier() {
        return hints.frontier();
    }

    public @Nullable Long latenessMicros() {
        return hints.latenessMicros();
    }

    /** A report that stands on no record. */
    public CoverageReport(WindowRef window, ClaimedRange claimed, StreamHints hints, Instant at) {
        this(window, claimed, hints, List.of(), at);
    }

    @JsonCreator
    public CoverageReport {
        records = List.copyOf(records);
    }

    /** The same report, standing on these records. */
    public CoverageReport standingOn(List<RecordSpan> spans) {
        return new CoverageReport(window, claimed, hints, spans, at);
    }

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static CoverageReport fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, CoverageReport.class);
    }
}
