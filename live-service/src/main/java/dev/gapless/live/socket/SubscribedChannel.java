package dev.gapless.live.socket;

import dev.gapless.live.history.ChannelBatch;
import dev.gapless.live.history.CursorRead;
import dev.gapless.live.history.LoggedChange;
import dev.gapless.live.history.OpenedChannel;
import dev.gapless.live.protocol.ClientMessage.WantedChannel;
import java.util.LinkedHashMap;
import java.util.List;

/** One channel of one connection, and which of its changes the client wants. For one thread. */
final class SubscribedChannel {

    /** How many changes are looked through at once for the last ones of their items. */
    private static final int CONFLATED_AT_ONCE = 5_000;

    private final WantedChannel wanted;
    private final OpenedChannel opened;

    SubscribedChannel(WantedChannel wanted, OpenedChannel opened) {
        this.wanted = wanted;
        this.opened = opened;
    }

    WantedChannel wanted() {
        return wanted;
    }

    OpenedChannel opened() {
        return opened;
    }

    /**
     * True when each change that is read next is also sent: none is looked at in vain, and none was read from Kafka.
     */
    boolean isQuickToRead() {
        return !wanted.latest() && wanted.filter() == null && !opened.hasBacklog();
    }

    /**
     * Hands out the next changes that the client wants.
     *
     * @param most how many are read; of a channel of latest values there may be more
     * @param mostBytes of them, unless one alone is longer; of a channel of latest values there may be more
     */
    CursorRead next(int most, long mostBytes) {
        CursorRead read = wanted.latest()
                ? opened.next(Math.max(most, CONFLATED_AT_ONCE), Long.MAX_VALUE)
                : opened.next(most, mostBytes);
        if (!(read instanceof CursorRead.Found(ChannelBatch batch, boolean drained))) {
            return read;
        }
        List<LoggedChange> passed = passed(batch.changes());
        return new CursorRead.Found(batch.only(wanted.latest() ? latest(passed) : passed), drained);
    }

    /** Bytes that wait for the client. What waits of latest values shrinks by itself when it is read. */
    long bytesWaiting() {
        return wanted.latest() ? 0 : opened.bytesWaiting();
    }

    private List<LoggedChange> passed(List<LoggedChange> changes) {
        var filter = wanted.filter();
        return filter == null
                ? changes
                : changes.stream()
                        .filter(change -> filter.passes(change.json()))
                        .toList();
    }

    /** The last change of each item, in the order of the log. */
    static List<LoggedChange> latest(List<LoggedChange> changes) {
        LinkedHashMap<String, LoggedChange> last = new LinkedHashMap<>();
        for (LoggedChange change : changes) {
            last.putLast(change.item(), change);
        }
        return List.copyOf(last.values());
    }
}
