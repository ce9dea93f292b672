package dev.gapless.common.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Instant;
import java.util.List;

/**
 * That one live connection is still there, and how far each of its open windows is proven by now. One such report
 * stands in for a {@link CoverageReport} a window while the windows merely grow. Everything before a window's end was
 * acknowledged by Kafka before this was sent. Travels on the topic {@code coverage}; a later one replaces an earlier
 * one.
 *
 * @param connection names the connection among all that ever were
 * @param epoch the writer's fencing epoch
 * @param ends one a window, at least one
 * @param records the captured records that all ends together stand on, one span a partition; empty when there are none
 * @param at when it was sent, by the sender's clock
 */
public record LivenessReport(
        String connection,
        String source,
        String account,
        long epoch,
        List<WindowEnd> ends,
        List<RecordSpan> records,
        Instant at) {

    /** The value of {@link CoverageRetraction#KIND_HEADER} for a report of liveness. */
    public static final String KIND = "liveness";

    /**
     * How far a window is proven.
     *
     * @param to first position not covered
     */
    public record WindowEnd(String stream, String windowId, long to) {}

    /** @throws IllegalArgumentException when it names no window */
    @JsonCreator
    public LivenessReport {
        ends = List.copyOf(ends);
        records = List.copyOf(records);
        if (ends.isEmpty()) {
            throw new IllegalArgumentException("ends: none (expected: one a window)");
        }
    }

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static LivenessReport fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, LivenessReport.class);
    }
}
