package dev.gapless.common.message;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes coverage back. What the named window, or all live windows of the stream, claimed of {@code [from, to)} is void,
 * also where a report of it comes later. Better evidence of other windows stays, unless the source's clock was set
 * back. Then positions are used again, and what windows of either path claimed of them is void. Travels on the topic
 * {@code coverage}, behind the reports that it is about.
 *
 * @param from first position no longer believed
 * @param to first position after
 * @param windowId whose claims are void; null for all live windows of the stream
 * @param cause one of a few words: {@code clock-set-back}, {@code late-item}, {@code blind-stream},
 *     {@code missed-item}, {@code unreadable-frame}, {@code undone-deletion}, {@code reorganised},
 *     {@code announced-hole}
 * @param epoch the writer's fencing epoch
 * @param at when it was sent, by the sender's clock
 */
public record CoverageRetraction(
        StreamId stream, long from, long to, @Nullable String windowId, String cause, long epoch, Instant at) {

    /** The header of records on {@code coverage} that says what they are; a report has none. */
    public static final String KIND_HEADER = "gapless-kind";

    /** The value of {@link #KIND_HEADER} for a retraction. */
    public static final String KIND = "retraction";

    /** The {@link #cause} of a source whose clock was set back. */
    public static final String CLOCK_SET_BACK = "clock-set-back";

    /** The {@link #cause} of a source that says that it left out events. */
    public static final String ANNOUNCED_HOLE = "announced-hole";

    public CoverageRetraction {
        if (from >= to) {
            throw new IllegalArgumentException("to: %d (expected: > from %d)".formatted(to, from));
        }
    }

    public Range range() {
        return Range.of(from, to);
    }

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static CoverageRetraction fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, CoverageRetraction.class);
    }
}
