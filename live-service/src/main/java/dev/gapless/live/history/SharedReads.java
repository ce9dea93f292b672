package dev.gapless.live.history;

import dev.gapless.common.position.StreamId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What readers were handed since the log last grew. The next reader at the same place is handed the same batch. Guarded
 * by the lock of {@link ChangeHistory}.
 */
final class SharedReads {

    /** With the frames that are made of each, some 25 MB. */
    private static final int MOST = 200;

    private record Place(StreamId channel, long arrival, int most, long mostBytes) {}

    private record SharedRead(CursorRead.Found found, long arrivalAfter) {}

    private final Map<Place, SharedRead> reads = new HashMap<>();

    /** To be called whenever changes or their places were added or taken away. */
    void clear() {
        reads.clear();
    }

    /**
     * Moves the cursor as the reader before did.
     *
     * @return null when no reader stood there with the same limits
     */
    CursorRead.@Nullable Found take(ChannelCursor cursor, int most, long mostBytes) {
        SharedRead read = reads.get(new Place(cursor.channel, cursor.arrival, most, mostBytes));
        if (read == null || !read.found().batch().before().isAt(cursor.next)) {
            return null;
        }
        cursor.arrival = read.arrivalAfter();
        cursor.reach(read.found().batch().after());
        return read.found();
    }

    /**
     * Keeps what the cursor has just handed out.
     *
     * @param arrivalBefore where the cursor stood
     */
    void add(ChannelCursor cursor, long arrivalBefore, int most, long mostBytes, CursorRead.Found found) {
        if (reads.size() == MOST) {
            reads.clear();
        }
        reads.put(new Place(cursor.channel, arrivalBefore, most, mostBytes), new SharedRead(found, cursor.arrival));
    }
}
