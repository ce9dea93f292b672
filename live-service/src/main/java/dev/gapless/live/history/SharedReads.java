package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What readers were handed since the log last grew. The next reader at the same place is handed the same batch. Guarded
 * by the lock of {@link ChangeHistory}, except {@link #take}, which any thread may call: a read stays true when the log
 * goes on.
 */
final class SharedReads {

    /** Of JSON, in all. With the four forms that may be made of each, five times as many at most. */
    private static final long MOST_BYTES = 8_388_608;

    /** A longer read is its reader's own, with all that is made of it. */
    private static final long MOST_OF_ONE = 65_536;

    /** What a read takes up beside its JSON, roughly. */
    private static final long READ_BYTES = 300;

    private record Place(ChannelName channel, long era, long arrival, int most, long mostBytes) {}

    private record SharedRead(CursorRead.Found found, long arrivalAfter) {}

    private final Map<Place, SharedRead> reads = new ConcurrentHashMap<>();
    private long bytes;

    /** To be called whenever changes or their places were added or taken away. */
    void clear() {
        reads.clear();
        bytes = 0;
    }

    /**
     * Moves the cursor as the reader before did.
     *
     * @return null when no reader stood there with the same limits
     */
    CursorRead.@Nullable Found take(ChannelCursor cursor, int most, long mostBytes) {
        SharedRead read = reads.get(new Place(cursor.channel, cursor.era, cursor.arrival, most, mostBytes));
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
        long more = found.batch().bytes();
        if (more > MOST_OF_ONE) {
            return;
        }
        if (bytes + more + READ_BYTES > MOST_BYTES) {
            clear();
        }
        Place place = new Place(cursor.channel, cursor.era, arrivalBefore, most, mostBytes);
        SharedRead old = reads.put(place, new SharedRead(found, cursor.arrival));
        bytes += more + READ_BYTES - (old == null ? 0 : old.found().batch().bytes() + READ_BYTES);
    }
}
