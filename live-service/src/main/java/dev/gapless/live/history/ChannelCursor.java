package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;

/**
 * How far one reader has come in one channel. Each change is handed out once. For one thread; {@link ChangeHistory}
 * moves it.
 */
final class ChannelCursor {

    final ChannelName channel;
    final long era;

    /** The arrival number to go on with. */
    long arrival;

    /** Of each partition the offset from which on nothing was handed out. */
    final long[] next;

    private final String epoch;

    ChannelCursor(ChannelName channel, long era, long arrival, LogOffsets from) {
        this.channel = channel;
        this.era = era;
        this.arrival = arrival;
        this.epoch = from.epoch();
        this.next = from.toArray();
    }

    ChannelName channel() {
        return channel;
    }

    /** Where a client that has all that was handed out goes on. */
    LogOffsets offsets() {
        return new LogOffsets(epoch, next);
    }

    /** Nothing below is wanted any more. */
    void reach(LogOffsets place) {
        for (int partition = 0; partition < next.length; partition++) {
            next[partition] = Math.max(next[partition], place.next(partition));
        }
    }

    /** True for a change that was not handed out; it counts as handed out from now on. */
    boolean take(LoggedChange change) {
        if (change.offset() < next[change.partition()]) {
            return false;
        }
        next[change.partition()] = change.offset() + 1;
        return true;
    }
}
