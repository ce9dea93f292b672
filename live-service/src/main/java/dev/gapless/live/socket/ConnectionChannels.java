package dev.gapless.live.socket;

import dev.gapless.common.live.ChannelName;
import dev.gapless.live.completeness.CompletenessWatch;
import dev.gapless.live.completeness.ToldCompleteness;
import dev.gapless.live.history.ChannelBatch;
import dev.gapless.live.history.ChannelListener;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.history.CursorRead;
import dev.gapless.live.history.OpenedChannel;
import dev.gapless.live.history.TooManyPatternsException;
import dev.gapless.live.protocol.ClientMessage.WantedChannel;
import dev.gapless.live.protocol.ErrorCode;
import dev.gapless.live.protocol.ServerMessages;
import dev.gapless.live.tickets.ChannelGrant;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channels of one connection: which are subscribed, and how far each was sent. What waits for the client stays in
 * the history. Guarded by the connection's lock, except {@link #changed}, which any thread may call.
 */
final class ConnectionChannels implements ChannelListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionChannels.class);
    private static final long SECOND = 1_000_000_000L;

    /**
     * Bytes of the changes in a frame, unless one alone is longer: what a client that does not read holds in memory.
     */
    private static final long FRAME_BYTES = 65_536;

    private final ChannelGrant grant;
    private final ChannelOpener opener;
    private final CompletenessWatch completeness;
    private final SocketProperties limits;
    private final long flushEvery;
    private final SocketMeters meters;
    private final SocketSender sender;
    private final Runnable offer;
    private final Runnable wake;
    private final SnapshotSender snapshots;

    private final Set<ChannelName> changed = ConcurrentHashMap.newKeySet();
    private volatile boolean completenessNews;

    private final Map<ChannelName, SubscribedChannel> channels = new HashMap<>();
    private final Map<ChannelName, ToldCompleteness> told = new HashMap<>();
    private final Set<ChannelName> pending = new LinkedHashSet<>();
    private volatile long flushedAt = System.nanoTime() - SECOND;
    private @Nullable Long behindSince;
    private boolean tellDue;

    /** True when the history has gone on without this connection. */
    private boolean overtaken;

    /**
     * @param offer has changes sent when they may be sent
     * @param wake ends a pause of the connection's thread
     * @param ended true once the connection is about to be closed
     */
    ConnectionChannels(
            ChannelGrant grant,
            ChannelOpener opener,
            CompletenessWatch completeness,
            SocketProperties limits,
            SocketMeters meters,
            SocketSender sender,
            Runnable offer,
            Runnable wake,
            BooleanSupplier ended) {
        this.grant = grant;
        this.opener = opener;
        this.completeness = completeness;
        this.limits = limits;
        this.flushEvery = limits.flushEvery().toNanos();
        this.meters = meters;
        this.sender = sender;
        this.offer = offer;
        this.wake = wake;
        this.snapshots = new SnapshotSender(opener, sender, FRAME_BYTES, ended);
    }

    @Override
    public void changed(ChannelName channel) {
        if (changed.add(channel)) {
            offer.run();
        }
    }

    private void completenessChanged() {
        completenessNews = true;
        wake.run();
    }

    /** True when changes wait, to be sent at {@link #flushAt()}. */
    boolean hasChanges() {
        return !pending.isEmpty() || !changed.isEmpty();
    }

    /** True when something may be sent at {@link #flushAt()}. */
    boolean hasNews() {
        return hasChanges() || completenessNews;
    }

    /**
     * When the next changes may be sent, by {@link System#nanoTime()}. These times are the same for all connections, so
     * that those of one channel send the same batches.
     */
    long flushAt() {
        return flushEvery == 0 ? flushedAt : flushedAt - Math.floorMod(flushedAt, flushEvery) + flushEvery;
    }

    /**
     * Takes the channels that have changed, once changes may be sent. Until then they stay where they are: a channel
     * that is noted already wakes no thread again.
     *
     * @param now by {@link System#nanoTime()}
     * @return true when there is something to send
     */
    boolean takeChanged(long now) {
        if (now < flushAt()) {
            return false;
        }
        if (completenessNews) {
            completenessNews = false;
            // a quiet channel is only known to be at the log's end once it is read
            pending.addAll(channels.keySet());
            tellDue = true;
        }
        for (Iterator<ChannelName> each = changed.iterator(); each.hasNext(); ) {
            ChannelName channel = each.next();
            each.remove();
            if (channels.containsKey(channel)) {
                pending.add(channel);
            }
        }
        return !pending.isEmpty();
    }

    /**
     * Sends what is newly known to be complete. Waits until all changes before it are sent.
     *
     * @return false when nothing is due
     */
    boolean tellCompleteness() throws IOException {
        if (!tellDue || !pending.isEmpty()) {
            return false;
        }
        tellDue = false;
        for (Map.Entry<ChannelName, ToldCompleteness> each : told.entrySet()) {
            SubscribedChannel channel = channels.get(each.getKey());
            if (channel != null) {
                for (byte[] message : each.getValue().news(completeness, channel.opened())) {
                    sender.send(message);
                }
            }
        }
        return true;
    }

    /** Where all channels have come, so that quiet ones need not read the log again from long ago. */
    Optional<String> caughtUp() {
        Optional<String> end = opener.end();
        boolean all = !channels.isEmpty()
                && channels.values().stream().allMatch(each -> each.opened().atEnd());
        return all ? end : Optional.empty();
    }

    /**
     * Sends what waits, as far as it fits into the next frames.
     *
     * @return why the connection must be closed; null while it goes on
     */
    @Nullable
    SocketCloseReason flush() throws IOException, InterruptedException {
        ChannelName interrupted = flushUntilInterrupted(_ -> true);
        if (interrupted != null) {
            SubscribedChannel subscribed = channels.get(interrupted);
            if (subscribed != null) {
                reopen(interrupted, subscribed);
            }
            return null;
        }
        return overtaken || isTooFarBehind() ? SocketCloseReason.SLOW : null;
    }

    /**
     * As {@link #flush}, for a thread that many connections share: within one call of the socket, and without what
     * takes long to find.
     *
     * @return false when there is something that {@link #flush} must do
     */
    boolean flushOnly() throws IOException {
        sender.hold();
        ChannelName interrupted = flushUntilInterrupted(each -> each.isQuickToRead() && !sender.holdsFrames());
        sender.release();
        return interrupted == null
                && !overtaken
                && (pending.isEmpty()
                        || pending.stream().map(channels::get).allMatch(each -> each == null || each.isQuickToRead()));
    }

    /**
     * @param may whether a channel may be read now
     * @return the channel whose reading was interrupted; null when there is none
     */
    private @Nullable ChannelName flushUntilInterrupted(Predicate<SubscribedChannel> may) throws IOException {
        ChangeFrame frame = new ChangeFrame(limits.changesPerFrame(), FRAME_BYTES);
        for (ChannelName channel : List.copyOf(pending)) {
            if (frame.isFull()) {
                break;
            }
            SubscribedChannel subscribed = channels.get(channel);
            if (subscribed == null) {
                pending.remove(channel);
                continue;
            }
            if (!may.test(subscribed)) {
                continue;
            }
            switch (subscribed.next(frame.room(), frame.roomBytes())) {
                case CursorRead.Found(ChannelBatch found, boolean drained) -> {
                    if (drained) {
                        pending.remove(channel);
                    }
                    ChannelBatch rest = found;
                    for (int fit = frame.fitting(rest); fit < rest.size(); fit = frame.fitting(rest)) {
                        frame.add(rest.first(fit));
                        rest = rest.without(fit);
                        sender.send(frame.take());
                    }
                    frame.add(rest);
                }
                case CursorRead.Overtaken() -> {
                    overtaken = true;
                    sendTaken(frame);
                    return null;
                }
                case CursorRead.Interrupted() -> {
                    sendTaken(frame);
                    return channel;
                }
            }
        }
        boolean sent = sendTaken(frame);
        if (pending.isEmpty()) {
            behindSince = null;
            if (sent) {
                flushedAt = System.nanoTime();
            }
        }
        return null;
    }

    /** What a frame holds was taken from its channels, and is not handed out again. */
    private boolean sendTaken(ChangeFrame frame) throws IOException {
        if (frame.isEmpty()) {
            return false;
        }
        sender.send(frame.take());
        return true;
    }

    /** More than its share may wait for a moment: a burst alone shows no slow client. */
    private boolean isTooFarBehind() {
        if (pending.isEmpty()) {
            return false;
        }
        long now = System.nanoTime();
        long waiting = pending.stream()
                .map(channels::get)
                .filter(Objects::nonNull)
                .mapToLong(SubscribedChannel::bytesWaiting)
                .sum();
        if (waiting <= limits.pendingBytes().toBytes()) {
            behindSince = null;
        } else if (behindSince == null) {
            behindSince = now;
        }
        return behindSince != null && now - behindSince > limits.sendTimeout().toNanos();
    }

    private void reopen(ChannelName channel, SubscribedChannel interrupted) throws IOException, InterruptedException {
        forget(channel);
        subscribe(channel, interrupted.wanted(), interrupted.opened().offset());
    }

    void unsubscribeAll() {
        List.copyOf(channels.keySet()).forEach(this::forget);
    }

    /** Opens the channel, or says why not. A channel that is subscribed already begins anew. */
    void subscribe(WantedChannel wanted) throws IOException, InterruptedException {
        ChannelName channel;
        try {
            channel = ChannelName.parse(wanted.channel());
        } catch (IllegalArgumentException e) {
            refuse(ErrorCode.CHANNEL_INVALID, String.valueOf(e.getMessage()), wanted.channel());
            return;
        }
        if (!grant.allows(channel)) {
            refuse(ErrorCode.CHANNEL_FORBIDDEN, "channel: the ticket does not allow it", wanted.channel());
            return;
        }
        forget(channel);
        if (channels.size() >= limits.subscriptions()) {
            refuse(
                    ErrorCode.TOO_MANY_SUBSCRIPTIONS,
                    "channels: more than %d on one connection".formatted(limits.subscriptions()),
                    wanted.channel());
            return;
        }
        subscribe(channel, wanted, wanted.offset());
    }

    private void subscribe(ChannelName channel, WantedChannel wanted, @Nullable String offset)
            throws IOException, InterruptedException {
        Optional<OpenedChannel> opened;
        try {
            opened = opener.open(channel, offset, this);
        } catch (KafkaException e) {
            LOG.warn("channel-not-opened channel={} cause={}", channel, e.toString());
            opened = Optional.empty();
        } catch (TooManyPatternsException e) {
            refuse(ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage()), channel.key());
            return;
        }
        if (opened.isEmpty()) {
            refuse(ErrorCode.UNAVAILABLE, "channel: cannot be opened now (try again later)", channel.key());
            return;
        }
        OpenedChannel now = opened.get();
        channels.put(channel, new SubscribedChannel(wanted, now));
        ToldCompleteness telling = new ToldCompleteness(channel, this::completenessChanged);
        told.put(channel, telling);
        telling.begin(completeness);
        completenessNews = true;
        meters.subscribed(1);
        pending.add(channel);
        // after the place is fixed: so every change before it is in the items
        if (wanted.snapshot() && !now.recovered()) {
            snapshots.send(channel, wanted.filter(), now);
        } else {
            snapshots.sendReset(channel, now, false);
        }
        sender.send(ServerMessages.subscribed(channel, now.offset(), now.recovered()));
    }

    void unsubscribe(String name) throws IOException {
        channels.keySet().stream()
                .filter(channel -> channel.key().equals(name))
                .findFirst()
                .ifPresent(this::forget);
        sender.send(ServerMessages.unsubscribed(name));
    }

    private void forget(ChannelName channel) {
        SubscribedChannel subscribed = channels.remove(channel);
        if (subscribed != null) {
            subscribed.opened().close();
            ToldCompleteness telling = told.remove(channel);
            if (telling != null) {
                telling.end(completeness);
            }
            meters.subscribed(-1);
        }
    }

    private void refuse(ErrorCode code, String reason, String channel) throws IOException {
        sender.send(ServerMessages.error(code, reason, channel));
    }
}
