package dev.gapless.live.socket;

import dev.gapless.common.position.StreamId;
import dev.gapless.live.completeness.CompletenessWatch;
import dev.gapless.live.completeness.ToldCompleteness;
import dev.gapless.live.history.ChannelListener;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.history.CursorRead;
import dev.gapless.live.history.LoggedChange;
import dev.gapless.live.history.OpenedChannel;
import dev.gapless.live.protocol.ClientMessage;
import dev.gapless.live.protocol.ClientMessage.WantedChannel;
import dev.gapless.live.protocol.ErrorCode;
import dev.gapless.live.protocol.ServerMessages;
import dev.gapless.live.protocol.ServerMessages.ChannelBatch;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * One client's connection. Its own virtual thread alone sends, so that messages keep their order and a client that does
 * not read holds up nobody else. What waits for it stays in the history; here is only how far it has come.
 */
final class SocketConnection implements ChannelListener, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
    private static final int MISSED_HEARTBEATS = 3;
    private static final int MOST_ERRORS = 10;
    private static final int INBOX = 256;
    /** As many as the inbox holds: a client that waits for acknowledgements has no more under way. */
    private static final int REMEMBERED_IDS = 256;

    private static final long SECOND = 1_000_000_000L;
    /** Of the changes in a frame, unless one alone is longer: what a client that does not read holds in memory. */
    private static final long FRAME_BYTES = 65_536;

    private final WebSocketSession session;
    private final WireFormat format;
    private final ChannelGrant grant;
    private final ChannelOpener opener;
    private final CompletenessWatch completeness;
    private final SocketProperties limits;
    private final SocketMeters meters;
    private final Clock clock;

    private final BlockingQueue<ClientMessage> inbox = new ArrayBlockingQueue<>(INBOX);
    private final Set<StreamId> changed = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Thread thread;
    private volatile @Nullable SocketCloseReason closing;
    private volatile boolean gone;
    private volatile long heardAt = System.nanoTime();
    private volatile @Nullable Duration goodbye;

    private final Map<StreamId, SubscribedChannel> channels = new HashMap<>();
    private final Map<StreamId, ToldCompleteness> told = new HashMap<>();
    private final Runnable completenessListener = this::completenessChanged;
    private volatile boolean completenessNews;
    private final Set<StreamId> pending = new LinkedHashSet<>();
    private final LinkedHashSet<String> done = new LinkedHashSet<>();
    private long flushedAt = System.nanoTime() - SECOND;
    private long pingedAt = System.nanoTime();
    private @Nullable Long behindSince;
    private int errors;
    private boolean tellDue;

    private long second = System.nanoTime();
    private int messagesInSecond;

    SocketConnection(
            WebSocketSession session,
            WireFormat format,
            ChannelGrant grant,
            ChannelOpener opener,
            CompletenessWatch completeness,
            SocketProperties limits,
            SocketMeters meters,
            Clock clock) {
        this.session = session;
        this.format = format;
        this.grant = grant;
        this.opener = opener;
        this.completeness = completeness;
        this.limits = limits;
        this.meters = meters;
        this.clock = clock;
    }

    // called by other threads

    @Override
    public void changed(StreamId channel) {
        if (changed.add(channel)) {
            wake();
        }
    }

    private void completenessChanged() {
        completenessNews = true;
        wake();
    }

    /**
     * By the container's thread, one at a time.
     *
     * @param written in this format, which must be the connection's
     * @param message is not read at all when the client says too much, or is about to be closed
     */
    void receive(WireFormat written, Supplier<ClientMessage> message) {
        if (closing != null) {
            return;
        }
        heard();
        if (written != format) {
            close(SocketCloseReason.FORMAT_UNEXPECTED);
            return;
        }
        long now = System.nanoTime();
        if (now - second >= SECOND) {
            second = now;
            messagesInSecond = 0;
        }
        messagesInSecond++;
        if (messagesInSecond > limits.messagesPerSecond() || !inbox.offer(message.get())) {
            close(SocketCloseReason.RATE_LIMITED);
        }
        wake();
    }

    void heard() {
        heardAt = System.nanoTime();
    }

    void close(SocketCloseReason reason) {
        if (closing == null) {
            closing = reason;
        }
        wake();
    }

    /** Says goodbye, and closes. */
    void goAway(Duration retryAfter) {
        goodbye = retryAfter;
        close(SocketCloseReason.GOING_AWAY);
    }

    /** The connection is gone by itself. */
    void lost() {
        gone = true;
        wake();
    }

    private void wake() {
        Thread running = thread;
        if (running != null) {
            LockSupport.unpark(running);
        }
    }

    // the connection's own thread

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            send(ServerMessages.connected(session.getId(), format, limits.heartbeat(), grant.connectedUntil()));
            while (!gone && closing == null) {
                converse();
            }
            Duration retryAfter = goodbye;
            if (retryAfter != null) {
                send(ServerMessages.goingAway(retryAfter));
            }
        } catch (IOException | IllegalStateException e) {
            // the usual end of a client that went away without a word
            LOG.debug("connection-broken connection={} cause={}", session.getId(), e.toString());
            gone = true;
            if (isTimeout(e)) {
                close(SocketCloseReason.SLOW);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("connection-failed connection={}", session.getId(), e);
            close(SocketCloseReason.INTERNAL);
        } finally {
            end();
        }
    }

    /** True when the client has not read for as long as it may. */
    private static boolean isTimeout(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    private void end() {
        List.copyOf(channels.keySet()).forEach(this::forget);
        SocketCloseReason reason = closing;
        if (reason != null) {
            meters.closed(reason);
        }
        try {
            session.close((reason == null ? SocketCloseReason.GOING_AWAY : reason).status());
        } catch (IOException | IllegalStateException e) {
            LOG.debug("connection-close-failed connection={} cause={}", session.getId(), e.toString());
        }
    }

    private void converse() throws IOException, InterruptedException {
        ClientMessage message = inbox.poll();
        if (message != null) {
            answer(message);
            return;
        }
        long now = System.nanoTime();
        long pingAt = pingedAt + limits.heartbeat().toNanos();
        // before the changes: a client that is always behind is also asked, and ends in time
        if (now >= pingAt) {
            heartbeat(now);
            return;
        }
        long flushAt = flushedAt + limits.flushEvery().toNanos();
        takeChanged();
        if (!pending.isEmpty() && now >= flushAt) {
            flush();
            return;
        }
        if (tellDue && pending.isEmpty()) {
            tellDue = false;
            tellCompleteness();
            return;
        }
        long until = pending.isEmpty() ? pingAt : Math.min(flushAt, pingAt);
        LockSupport.parkNanos(this, until - now);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void takeChanged() {
        if (completenessNews) {
            completenessNews = false;
            // a quiet channel is only known to be at the log's end once it is read
            pending.addAll(channels.keySet());
            tellDue = true;
        }
        for (Iterator<StreamId> each = changed.iterator(); each.hasNext(); ) {
            StreamId channel = each.next();
            each.remove();
            if (channels.containsKey(channel)) {
                pending.add(channel);
            }
        }
    }

    private void tellCompleteness() throws IOException {
        for (Map.Entry<StreamId, ToldCompleteness> each : told.entrySet()) {
            SubscribedChannel channel = channels.get(each.getKey());
            if (channel != null) {
                for (byte[] message : each.getValue().news(completeness, channel.opened())) {
                    send(message);
                }
            }
        }
    }

    private void heartbeat(long now) throws IOException {
        pingedAt = now;
        if (now - heardAt > MISSED_HEARTBEATS * limits.heartbeat().toNanos()) {
            close(SocketCloseReason.HEARTBEAT_MISSED);
            return;
        }
        if (!clock.instant().isBefore(grant.connectedUntil())) {
            close(SocketCloseReason.EXPIRED);
            return;
        }
        // a page cannot see a ping frame, and a library answers it by itself: so there are both
        session.sendMessage(new PingMessage());
        Optional<String> whole = caughtUp();
        send(ServerMessages.ping(clock.millis(), whole.orElse(null)));
    }

    /** Where all channels have come, so that quiet ones need not read the log again from long ago. */
    private Optional<String> caughtUp() {
        Optional<String> end = opener.end();
        boolean all = !channels.isEmpty()
                && channels.values().stream().allMatch(each -> each.opened().atEnd());
        return all ? end : Optional.empty();
    }

    private void flush() throws IOException, InterruptedException {
        ChangeFrame frame = new ChangeFrame(limits.changesPerFrame(), FRAME_BYTES);
        for (StreamId channel : List.copyOf(pending)) {
            if (frame.isFull()) {
                break;
            }
            SubscribedChannel subscribed = channels.get(channel);
            if (subscribed == null) {
                pending.remove(channel);
                continue;
            }
            String before = subscribed.opened().offset();
            switch (subscribed.next(frame.room(), frame.roomBytes())) {
                case CursorRead.Found(List<LoggedChange> found, boolean drained) -> {
                    if (drained) {
                        pending.remove(channel);
                    }
                    List<LoggedChange> rest = found;
                    for (int fit = frame.fitting(rest); fit < rest.size(); fit = frame.fitting(rest)) {
                        // the offset before: who is cut off between the frames hears these again
                        frame.add(channel, before, rest.subList(0, fit));
                        rest = rest.subList(fit, rest.size());
                        send(frame.take());
                    }
                    frame.add(channel, subscribed.opened().offset(), rest);
                }
                case CursorRead.Overtaken() -> {
                    close(SocketCloseReason.SLOW);
                    return;
                }
                case CursorRead.Interrupted() -> {
                    // what was taken of other channels is not handed out again
                    if (!frame.isEmpty()) {
                        send(frame.take());
                    }
                    reopen(channel, subscribed);
                    return;
                }
            }
        }
        boolean sent = !frame.isEmpty();
        if (sent) {
            send(frame.take());
        }
        requireKeepingUp();
        if (pending.isEmpty() && sent) {
            flushedAt = System.nanoTime();
        }
    }

    private void send(List<ChannelBatch> batches) throws IOException {
        sendFrame(format.write(batches));
        meters.sent(batches.stream().mapToInt(batch -> batch.changes().size()).sum());
    }

    /** More than its share may wait for a moment: a burst is nobody's slowness. */
    private void requireKeepingUp() {
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
        } else if (now - behindSince > limits.sendTimeout().toNanos()) {
            close(SocketCloseReason.SLOW);
        }
    }

    private void reopen(StreamId channel, SubscribedChannel interrupted) throws IOException, InterruptedException {
        forget(channel);
        subscribe(channel, interrupted.wanted(), interrupted.opened().offset());
    }

    private void answer(ClientMessage message) throws IOException, InterruptedException {
        switch (message) {
            case ClientMessage.Subscribe(List<WantedChannel> wanted) -> {
                for (WantedChannel each : wanted) {
                    subscribe(each);
                }
            }
            case ClientMessage.Unsubscribe(List<String> names) -> {
                for (String name : names) {
                    unsubscribe(name);
                }
            }
            case ClientMessage.Ping(long at) -> send(ServerMessages.pong(at));
            case ClientMessage.Pong() -> {
                // that it was heard is noted already
            }
            case ClientMessage.Numbered(String id, ClientMessage numbered) -> answer(id, numbered);
            case ClientMessage.Refused(ErrorCode code, String reason) -> {
                send(ServerMessages.error(code, reason, null));
                countError();
            }
        }
    }

    /** A repeated id was done already: its acknowledgement was lost, or came too late. */
    private void answer(String id, ClientMessage message) throws IOException, InterruptedException {
        if (message instanceof ClientMessage.Refused(ErrorCode code, String reason)) {
            send(ServerMessages.nack(id, code, reason));
            countError();
            return;
        }
        if (done.add(id)) {
            if (done.size() > REMEMBERED_IDS) {
                done.removeFirst();
            }
            answer(message);
        }
        send(ServerMessages.ack(id));
    }

    private void countError() {
        errors++;
        if (errors >= MOST_ERRORS) {
            close(SocketCloseReason.MALFORMED);
        }
    }

    private void subscribe(WantedChannel wanted) throws IOException, InterruptedException {
        StreamId channel;
        try {
            channel = StreamId.parse(wanted.channel());
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

    private void subscribe(StreamId channel, WantedChannel wanted, @Nullable String offset)
            throws IOException, InterruptedException {
        Optional<OpenedChannel> opened;
        try {
            opened = opener.open(channel, offset, this);
        } catch (KafkaException e) {
            LOG.warn("channel-not-opened channel={} cause={}", channel, e.toString());
            opened = Optional.empty();
        }
        if (opened.isEmpty()) {
            refuse(ErrorCode.UNAVAILABLE, "channel: cannot be opened now (try again later)", channel.key());
            return;
        }
        OpenedChannel now = opened.get();
        channels.put(channel, new SubscribedChannel(wanted, now));
        told.put(channel, new ToldCompleteness(channel));
        completeness.watch(channel, completenessListener);
        completenessNews = true;
        meters.subscribed(1);
        pending.add(channel);
        if (now.reset() != null) {
            send(ServerMessages.reset(channel, now.reset(), now.offset()));
        }
        send(ServerMessages.subscribed(channel, now.offset(), now.recovered()));
    }

    private void unsubscribe(String name) throws IOException {
        channels.keySet().stream()
                .filter(channel -> channel.key().equals(name))
                .findFirst()
                .ifPresent(this::forget);
        send(ServerMessages.unsubscribed(name));
    }

    private void forget(StreamId channel) {
        SubscribedChannel subscribed = channels.remove(channel);
        if (subscribed != null) {
            subscribed.opened().close();
            told.remove(channel);
            completeness.unwatch(channel, completenessListener);
            meters.subscribed(-1);
        }
    }

    private void refuse(ErrorCode code, String reason, String channel) throws IOException {
        send(ServerMessages.error(code, reason, channel));
    }

    private void send(byte[] message) throws IOException {
        sendFrame(format.write(message));
    }

    private void sendFrame(byte[] frame) throws IOException {
        session.sendMessage(format == WireFormat.JSON ? new TextMessage(frame) : new BinaryMessage(frame));
    }
}
