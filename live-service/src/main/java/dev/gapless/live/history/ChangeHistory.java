package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The latest changes of all channels in memory, within a budget of bytes and a number of changes a channel. Readers
 * pull: a reader that is slow costs nothing but its cursor. Safe for many threads.
 */
final class ChangeHistory {

    /** What an entry takes up beside its JSON, roughly. */
    private static final int ENTRY_BYTES = 200;

    /** Changes in memory that are looked through for a pattern, at most; Kafka has the past of a larger one. */
    private static final int MOST_CHOSEN_FROM = 100_000;

    /** Each change is compared with each pattern, under the lock. */
    private static final int MOST_PATTERNS = 500;

    private final int perChannel;
    private final long budget;
    private final Map<ChannelName, ChannelHistory> channels = new HashMap<>();
    private final ChosenChannels chosen = new ChosenChannels();
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private final SharedReads shared = new SharedReads();

    /** Below these offsets changes of channels that are not in the map may be missing. */
    private long[] floor = new long[0];

    private long bytes;
    private long arrival;
    private long era;
    private @Nullable LogOffsets end;

    private record Arrival(long number, ChannelHistory history) {}

    /**
     * @param perChannel changes of one channel in memory, at most
     * @param budget bytes of all changes in memory, at most
     */
    ChangeHistory(int perChannel, long budget) {
        this.perChannel = perChannel;
        this.budget = budget;
    }

    /** Forgets everything: reading begins here, and nothing is known of what came before. Open cursors are cut. */
    void begin(LogOffsets start) {
        Set<ChannelHistory> cut;
        synchronized (this) {
            era++;
            shared.clear();
            end = start;
            floor = start.toArray();
            bytes = 0;
            arrivals.clear();
            notifyAll();
            cut = new LinkedHashSet<>(channels.values());
            cut.addAll(chosen.takeAll());
            channels.clear();
            for (ChannelHistory old : cut) {
                if (!old.listeners.isEmpty()) {
                    ChannelHistory fresh = new ChannelHistory(old.channel, floor, arrival);
                    fresh.listeners.addAll(old.listeners);
                    put(fresh);
                }
            }
        }
        cut.forEach(ChangeHistory::tell);
    }

    /** @param next where reading goes on: behind these changes, and behind what is no record */
    void append(List<LoggedChange> changes, LogOffsets next) {
        Set<ChannelHistory> touched = new LinkedHashSet<>();
        synchronized (this) {
            shared.clear();
            for (LoggedChange change : changes) {
                ChannelHistory history = history(change.channel());
                arrivals.add(new Arrival(++arrival, history));
                bytes += change.json().length + ENTRY_BYTES;
                append(history, change, touched);
                chosen.with(change).forEach(each -> append(each, change, touched));
            }
            end = next;
            notifyAll();
            while (bytes > budget && !arrivals.isEmpty()) {
                evictOldest();
            }
        }
        touched.forEach(ChangeHistory::tell);
    }

    /** As the latest arrival. */
    private void append(ChannelHistory history, LoggedChange change, Set<ChannelHistory> touched) {
        history.append(arrival, change);
        touched.add(history);
        if (history.entries.size() > perChannel) {
            evictFirst(history);
        }
    }

    private ChannelHistory history(ChannelName channel) {
        if (channel.isWholeStream()) {
            return channels.computeIfAbsent(channel, name -> new ChannelHistory(name, floor, arrival));
        }
        ChannelHistory heard = chosen.get(channel);
        return heard == null ? putChosen(choose(channel)) : heard;
    }

    /** For a reader that wants nothing of what is in memory: so nothing is looked through. */
    private ChannelHistory historyAtEnd(ChannelName channel) {
        ChannelHistory heard = channel.isWholeStream() ? history(channel) : chosen.get(channel);
        return heard == null ? putChosen(emptyAtEnd(channel)) : heard;
    }

    private ChannelHistory emptyAtEnd(ChannelName channel) {
        return new ChannelHistory(channel, Objects.requireNonNull(end).toArray(), arrival);
    }

    private ChannelHistory putChosen(ChannelHistory made) {
        chosen.put(made);
        return made;
    }

    private void refuseOneTooMany(ChannelName channel) {
        if (channel.isPattern() && chosen.get(channel) == null && chosen.patterns() >= MOST_PATTERNS) {
            throw new TooManyPatternsException(MOST_PATTERNS);
        }
    }

    private @Nullable ChannelHistory find(ChannelName channel) {
        return channel.isWholeStream() ? channels.get(channel) : chosen.get(channel);
    }

    private void put(ChannelHistory history) {
        if (history.channel.isWholeStream()) {
            channels.put(history.channel, history);
        } else {
            chosen.put(history);
        }
    }

    /** What memory has of an item or a pattern that was not heard before. */
    private ChannelHistory choose(ChannelName channel) {
        List<ChannelHistory> streams = channel.singleStream()
                .map(stream -> Stream.ofNullable(channels.get(ChannelName.of(stream))))
                .orElseGet(() -> channels.values().stream().filter(each -> channel.includes(each.channel)))
                .toList();
        if (streams.stream().mapToInt(each -> each.entries.size()).sum() > MOST_CHOSEN_FROM) {
            return emptyAtEnd(channel);
        }
        ChannelHistory made = new ChannelHistory(channel, floor, 0);
        TreeMap<Long, LoggedChange> found = new TreeMap<>();
        for (ChannelHistory stream : streams) {
            made.raiseFloor(stream.floor);
            stream.entries.forEach((number, entry) -> {
                if (channel.includes(stream.channel, entry.change().item())) {
                    found.put(number, entry.change());
                }
            });
        }
        found.forEach(made::append);
        while (made.entries.size() > perChannel) {
            made.evictFirst();
        }
        return made;
    }

    private static void tell(ChannelHistory history) {
        history.listeners.forEach(listener -> listener.changed(history.channel));
    }

    private void evictOldest() {
        Arrival oldest = arrivals.remove();
        bytes -= ENTRY_BYTES;
        ChannelHistory history = oldest.history();
        if (history.evicted < oldest.number()) {
            evictFirst(history);
            dropIfUnused(history);
        }
    }

    private void evictFirst(ChannelHistory history) {
        LoggedChange gone = history.evictFirst();
        if (gone != null && history.channel.isWholeStream()) {
            bytes -= gone.json().length;
            // else memory would hold what is no longer counted
            chosen.with(gone).forEach(each -> each.evictThrough(history.evicted));
        }
    }

    private void dropIfUnused(ChannelHistory history) {
        if (!history.channel.isWholeStream()) {
            if (history.listeners.isEmpty()) {
                chosen.remove(history);
            }
        } else if (history.unused() && channels.remove(history.channel, history)) {
            for (int partition = 0; partition < floor.length; partition++) {
                floor[partition] = Math.max(floor[partition], history.floor[partition]);
            }
        }
    }

    /**
     * Waits while another reader of the same log has come further than this one.
     *
     * @return false when that is still so after this time
     */
    boolean awaitReached(LogOffsets other, Duration most) throws InterruptedException {
        return await(() -> !isBehind(other), most);
    }

    /**
     * Waits until everything below the place was read.
     *
     * @return false when that is not so after this time
     */
    boolean awaitRead(LogOffsets place, Duration most) throws InterruptedException {
        return await(() -> end().filter(now -> now.covers(place)).isPresent(), most);
    }

    private synchronized boolean await(BooleanSupplier condition, Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private synchronized boolean isBehind(LogOffsets other) {
        LogOffsets now = end;
        return now != null
                && now.epoch().equals(other.epoch())
                && now.partitions() == other.partitions()
                && !now.reaches(other);
    }

    /** Everything below was read; empty before reading has begun. */
    synchronized Optional<LogOffsets> end() {
        return Optional.ofNullable(end);
    }

    /** Streams that have a listener, if only for one item; those of a pattern are not among them. */
    synchronized List<StreamId> heard() {
        return Stream.concat(channels.values().stream(), chosen.all().stream())
                .filter(history -> !history.listeners.isEmpty())
                .flatMap(history -> history.channel.singleStream().stream())
                .distinct()
                .toList();
    }

    /** Begins to read at the end of the log. */
    synchronized ChannelOpening openAtEnd(ChannelName channel, ChannelListener listener) {
        LogOffsets now = end;
        return now == null ? new ChannelOpening.NotReady() : new ChannelOpening.Whole(atEnd(channel, listener, now));
    }

    /**
     * Begins to read where an earlier reader ended, here or at another replica.
     *
     * @param from the earlier reader's offsets
     * @param listener told of changes until {@link #close}
     */
    synchronized ChannelOpening openFrom(ChannelName channel, LogOffsets from, ChannelListener listener) {
        LogOffsets now = end;
        if (now == null) {
            return new ChannelOpening.NotReady();
        }
        if (!from.epoch().equals(now.epoch()) || from.partitions() != now.partitions()) {
            return new ChannelOpening.Unrecoverable(atEnd(channel, listener, now), ResetReason.EPOCH_CHANGED);
        }
        refuseOneTooMany(channel);
        ChannelHistory history = from.reaches(now) ? historyAtEnd(channel) : history(channel);
        history.listeners.add(listener);
        if (from.reaches(new LogOffsets(now.epoch(), history.floor))) {
            // not at the oldest: what the reader has may leave memory before its first read
            long first = history.firstFrom(from).orElse(arrival + 1);
            return new ChannelOpening.Whole(new ChannelCursor(channel, era, first, from));
        }
        return new ChannelOpening.Older(new ChannelCursor(channel, era, arrival + 1, from), from, now);
    }

    /** Begins to read at the end of the log because what came before is lost to this reader. */
    synchronized ChannelOpening openAfterLoss(ChannelName channel, ResetReason reason, ChannelListener listener) {
        LogOffsets now = end;
        return now == null
                ? new ChannelOpening.NotReady()
                : new ChannelOpening.Unrecoverable(atEnd(channel, listener, now), reason);
    }

    private ChannelCursor atEnd(ChannelName channel, ChannelListener listener, LogOffsets now) {
        refuseOneTooMany(channel);
        historyAtEnd(channel).listeners.add(listener);
        return new ChannelCursor(channel, era, arrival + 1, now);
    }

    /**
     * Moves the cursor.
     *
     * @param most changes that are handed out
     * @param mostBytes of them; a longer change is handed out alone
     */
    CursorRead read(ChannelCursor cursor, int most, long mostBytes) {
        // most readers stand where another one stood, and wait for no lock
        CursorRead.Found again = shared.take(cursor, most, mostBytes);
        return again == null ? readAnew(cursor, most, mostBytes) : again;
    }

    private synchronized CursorRead readAnew(ChannelCursor cursor, int most, long mostBytes) {
        ChannelHistory history = find(cursor.channel);
        LogOffsets now = end;
        if (cursor.era != era || history == null || now == null) {
            return new CursorRead.Interrupted();
        }
        if (history.evicted >= cursor.arrival) {
            return new CursorRead.Overtaken();
        }
        CursorRead.Found again = shared.take(cursor, most, mostBytes);
        if (again != null) {
            return again;
        }
        LogOffsets before = cursor.offsets();
        long arrivalBefore = cursor.arrival;
        List<LoggedChange> found = new ArrayList<>();
        long foundBytes = 0;
        for (var entry : history.entries.tailMap(cursor.arrival, true).entrySet()) {
            LoggedChange change = entry.getValue().change();
            if (found.size() == most || (!found.isEmpty() && foundBytes + change.json().length > mostBytes)) {
                break;
            }
            cursor.arrival = entry.getKey() + 1;
            if (cursor.take(change)) {
                found.add(change);
                foundBytes += change.json().length;
            }
        }
        boolean drained = history.entries.ceilingKey(cursor.arrival) == null;
        if (drained) {
            cursor.reach(now);
        }
        CursorRead.Found read = new CursorRead.Found(
                new ChannelBatch(cursor.channel, before, cursor.offsets(), List.copyOf(found)), drained);
        if (!found.isEmpty()) {
            shared.add(cursor, arrivalBefore, most, mostBytes, read);
        }
        return read;
    }

    /** Of the changes in memory that are not handed out yet. */
    synchronized long bytesWaiting(ChannelCursor cursor) {
        ChannelHistory history = find(cursor.channel);
        return cursor.era == era && history != null ? history.bytesFrom(cursor.arrival) : 0;
    }

    /** True when nothing below the present {@link #end()} is left to hand out. */
    synchronized boolean isDrained(ChannelCursor cursor) {
        ChannelHistory history = find(cursor.channel);
        return cursor.era == era
                && history != null
                && history.evicted < cursor.arrival
                && history.entries.ceilingKey(cursor.arrival) == null;
    }

    /** Ends what an opening began. */
    synchronized void close(ChannelCursor cursor, ChannelListener listener) {
        ChannelHistory history = find(cursor.channel);
        if (history != null) {
            history.listeners.remove(listener);
            dropIfUnused(history);
        }
    }
}
