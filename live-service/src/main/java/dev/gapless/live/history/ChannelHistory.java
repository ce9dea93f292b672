package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/** The changes of one channel in memory. Guarded by the lock of {@link ChangeHistory}, but for its listeners. */
final class ChannelHistory {

    /** @param bytesBefore of all changes of the channel that were appended earlier */
    record Entry(LoggedChange change, long bytesBefore) {}

    final ChannelName channel;

    /** By the number of their arrival, over all channels. */
    final TreeMap<Long, Entry> entries = new TreeMap<>();

    final Set<ChannelListener> listeners = new CopyOnWriteArraySet<>();

    /** Below these offsets changes of the channel may be missing here. */
    final long[] floor;

    /** The highest arrival number that was taken out. */
    long evicted;

    private long bytes;

    ChannelHistory(ChannelName channel, long[] floor, long evicted) {
        this.channel = channel;
        this.floor = floor.clone();
        this.evicted = evicted;
    }

    void append(long arrival, LoggedChange change) {
        entries.put(arrival, new Entry(change, bytes));
        bytes += change.json().length;
    }

    /** Takes out the oldest. */
    @Nullable
    LoggedChange evictFirst() {
        var first = entries.pollFirstEntry();
        if (first == null) {
            return null;
        }
        LoggedChange change = first.getValue().change();
        evicted = first.getKey();
        floor[change.partition()] = Math.max(floor[change.partition()], change.offset() + 1);
        return change;
    }

    /** Takes out what arrived up to then. */
    void evictThrough(long arrival) {
        while (!entries.isEmpty() && entries.firstKey() <= arrival) {
            evictFirst();
        }
    }

    /** Below these offsets changes may be missing too. */
    void raiseFloor(long[] other) {
        for (int partition = 0; partition < floor.length; partition++) {
            floor[partition] = Math.max(floor[partition], other[partition]);
        }
    }

    /** The first arrival that a reader does not have which ended there; empty when it has all. */
    OptionalLong firstFrom(LogOffsets place) {
        return entries.entrySet().stream()
                .filter(each -> {
                    LoggedChange change = each.getValue().change();
                    return change.offset() >= place.next(change.partition());
                })
                .mapToLong(Map.Entry::getKey)
                .findFirst();
    }

    /** The bytes from this arrival on. */
    long bytesFrom(long arrival) {
        var first = entries.ceilingEntry(arrival);
        return first == null ? 0 : bytes - first.getValue().bytesBefore();
    }

    boolean unused() {
        return entries.isEmpty() && listeners.isEmpty();
    }
}
