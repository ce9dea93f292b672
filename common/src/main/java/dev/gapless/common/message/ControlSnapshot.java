package dev.gapless.common.message;

import java.util.List;

/**
 * All stops that hold at one generation: the content of the topic {@code gapless.control}, under one key. So no reader
 * sees half of a change.
 *
 * @param generation grows with each stop and each end of one; the higher one counts
 */
public record ControlSnapshot(long generation, List<ActiveStop> stops) {

    /** The key of every record. */
    public static final String KEY = "stops";

    public ControlSnapshot {
        stops = List.copyOf(stops);
    }

    public byte[] toBytes() {
        return MessageCodec.write(this);
    }

    /** @throws UnreadableMessageException when the bytes are not such a message */
    public static ControlSnapshot fromBytes(byte[] bytes) {
        return MessageCodec.read(bytes, ControlSnapshot.class);
    }
}
