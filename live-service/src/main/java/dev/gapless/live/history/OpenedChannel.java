package dev.gapless.live.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One reader's view of one channel: first what was read again from Kafka, then what is and comes in memory. Each change
 * is handed out once. For one thread.
 */
public final class OpenedChannel {

    private final ChangeHistory history;
    private final ChannelCursor cursor;
    private final ChannelListener listener;
    private final Deque<LoggedChange> backlog;
    private final @Nullable LogOffsets backlogEnd;
    private final boolean recovered;
    private final @Nullable ResetReason reset;
    private final boolean partial;
    private boolean live;

    private OpenedChannel(
            ChangeHistory history,
            ChannelCursor cursor,
            ChannelListener listener,
            List<LoggedChange> backlog,
            @Nullable LogOffsets backlogEnd,
            boolean recovered,
            @Nullable ResetReason reset,
            boolean partial) {
        this.history = history;
        this.cursor = cursor;
        this.listener = listener;
        this.backlog = new ArrayDeque<>(backlog);
        this.backlogEnd = backlogEnd;
        this.recovered = recovered;
        this.reset = reset;
        this.partial = partial;
    }

    static OpenedChannel fresh(ChangeHistory history, ChannelCursor cursor, ChannelListener listener) {
        return new OpenedChannel(history, cursor, listener, List.of(), null, false, null, false);
    }

    static OpenedChannel recovered(ChangeHistory history, ChannelCursor cursor, ChannelListener listener) {
        return new OpenedChannel(history, cursor, listener, List.of(), null, true, null, false);
    }

    static OpenedChannel recovered(
            ChangeHistory history,
            ChannelCursor cursor,
            ChannelListener listener,
            List<LoggedChange> backlog,
            LogOffsets backlogEnd) {
        return new OpenedChannel(history, cursor, listener, backlog, backlogEnd, true, null, false);
    }

    /** @param reached where the backlog ends; what follows is still to be read from Kafka */
    static OpenedChannel page(
            ChangeHistory history,
            ChannelCursor cursor,
            ChannelListener listener,
            List<LoggedChange> backlog,
            LogOffsets reached) {
        return new OpenedChannel(history, cursor, listener, backlog, reached, true, null, true);
    }

    static OpenedChannel lost(
            ChangeHistory history, ChannelCursor cursor, ChannelListener listener, ResetReason reason) {
        return new OpenedChannel(history, cursor, listener, List.of(), null, false, reason, false);
    }

    /** True when nothing is missing between the wanted offsets and what is handed out. */
    public boolean recovered() {
        return recovered;
    }

    /** Why the wanted offsets could not be resumed; null when none were wanted, or they were. */
    public @Nullable ResetReason reset() {
        return reset;
    }

    /** Where a client goes on that has all that was handed out. */
    public String offset() {
        return cursor.offsets().text();
    }

    /** True when every change below this place was handed out. */
    public boolean hasReached(LogOffsets place) {
        return backlog.isEmpty() && cursor.offsets().covers(place);
    }

    /** True when everything was handed out that {@link ChannelOpener#end()} told before. */
    public boolean atEnd() {
        return !partial && backlog.isEmpty() && history.isDrained(cursor);
    }

    /** True while changes are handed out that were read again from Kafka. */
    public boolean hasBacklog() {
        return partial || !backlog.isEmpty();
    }

    /** True when this ends before memory begins: who has all of it opens the channel anew, at {@link #offset()}. */
    public boolean isPartial() {
        return partial;
    }

    /**
     * Bytes of the changes in memory that wait for this reader. What waited before it had come to the end for the first
     * time is not counted.
     */
    public long bytesWaiting() {
        return live ? history.bytesWaiting(cursor) : 0;
    }

    /**
     * Hands out the next changes.
     *
     * @param most changes
     * @param mostBytes of them; a longer change is handed out alone
     */
    public CursorRead next(int most, long mostBytes) {
        if (!backlog.isEmpty()) {
            LogOffsets before = cursor.offsets();
            List<LoggedChange> changes = fromBacklog(most, mostBytes);
            if (backlog.isEmpty() && backlogEnd != null) {
                cursor.reach(backlogEnd);
            }
            return new CursorRead.Found(batch(before, changes), false);
        }
        if (backlogEnd != null) {
            cursor.reach(backlogEnd);
        }
        if (partial) {
            return new CursorRead.Found(batch(cursor.offsets(), List.of()), true);
        }
        CursorRead read = history.read(cursor, most, mostBytes);
        live = live || (read instanceof CursorRead.Found found && found.drained());
        return read;
    }

    private ChannelBatch batch(LogOffsets before, List<LoggedChange> changes) {
        return new ChannelBatch(cursor.channel, before, cursor.offsets(), changes);
    }

    private List<LoggedChange> fromBacklog(int most, long mostBytes) {
        List<LoggedChange> changes = new ArrayList<>();
        long bytes = 0;
        while (!backlog.isEmpty() && changes.size() < most) {
            int length = backlog.getFirst().json().length;
            if (!changes.isEmpty() && bytes + length > mostBytes) {
                break;
            }
            LoggedChange change = backlog.remove();
            if (cursor.take(change)) {
                changes.add(change);
                bytes += length;
            }
        }
        return changes;
    }

    /** Ends the reading. */
    public void close() {
        history.close(cursor, listener);
    }
}
