package dev.gapless.live.socket;

import dev.gapless.live.completeness.CompletenessWatch;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.protocol.ClientMessage;
import dev.gapless.live.protocol.ClientMessage.WantedChannel;
import dev.gapless.live.protocol.ErrorCode;
import dev.gapless.live.protocol.ServerMessages;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.WebSocketSession;

/**
 * One client's connection. Its own virtual thread alone sends, so that messages keep their order and a client that does
 * not read holds up no other one.
 */
final class SocketConnection implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
    private static final int MISSED_HEARTBEATS = 3;
    private static final int MOST_ERRORS = 10;
    private static final int INBOX = 256;
    /** As many as the inbox holds: a client that waits for acknowledgements has no more under way. */
    private static final int REMEMBERED_IDS = 256;

    private static final long SECOND = 1_000_000_000L;

    private final WebSocketSession session;
    private final WireFormat format;
    private final ChannelGrant grant;
    private final SocketProperties limits;
    private final SocketMeters meters;
    private final Clock clock;
    private final SocketSender sender;
    private final ConnectionChannels channels;
    private final MessagePieces pieces;

    private final BlockingQueue<ClientMessage> inbox = new ArrayBlockingQueue<>(INBOX);
    private volatile @Nullable Thread thread;
    private volatile @Nullable SocketCloseReason closing;
    private volatile boolean gone;
    private volatile long heardAt = System.nanoTime();
    private volatile @Nullable Duration goodbye;

    private final LinkedHashSet<String> done = new LinkedHashSet<>();
    private long pingedAt = System.nanoTime();
    private int errors;

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
        this.limits = limits;
        this.meters = meters;
        this.clock = clock;
        this.sender = new SocketSender(session, format, meters);
        this.pieces = new MessagePieces(limits.messageSize().toBytes());
        this.channels = new ConnectionChannels(grant, opener, completeness, limits, meters, sender, this::wake);
    }

    // called by other threads

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

    /** Of what the client says. Used by the container's thread. */
    MessagePieces pieces() {
        return pieces;
    }

    /** Closes the connection of a client that has said more than a message may hold. */
    void endIfTooLong() {
        if (pieces.isTooLong()) {
            close(SocketCloseReason.TOO_LARGE);
        }
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
            sender.send(ServerMessages.connected(session.getId(), format, limits.heartbeat(), grant.connectedUntil()));
            while (!gone && closing == null) {
                converse();
            }
            Duration retryAfter = goodbye;
            if (retryAfter != null) {
                sender.send(ServerMessages.goingAway(retryAfter));
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
        channels.unsubscribeAll();
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
        if (channels.takeChanged(now)) {
            SocketCloseReason failed = channels.flush();
            if (failed != null) {
                close(failed);
            }
            return;
        }
        if (channels.tellCompleteness()) {
            return;
        }
        long until = channels.hasNews() ? Math.min(channels.flushAt(), pingAt) : pingAt;
        LockSupport.parkNanos(this, until - now);
        if (Thread.interrupted()) {
            throw new InterruptedException();
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
        sender.ping();
        sender.send(ServerMessages.ping(clock.millis(), channels.caughtUp().orElse(null)));
    }

    private void answer(ClientMessage message) throws IOException, InterruptedException {
        switch (message) {
            case ClientMessage.Subscribe(List<WantedChannel> wanted) -> {
                for (WantedChannel each : wanted) {
                    channels.subscribe(each);
                }
            }
            case ClientMessage.Unsubscribe(List<String> names) -> {
                for (String name : names) {
                    channels.unsubscribe(name);
                }
            }
            case ClientMessage.Ping(long at) -> sender.send(ServerMessages.pong(at));
            case ClientMessage.Pong() -> {
                // that it was heard is noted already
            }
            case ClientMessage.Numbered(String id, ClientMessage numbered) -> answer(id, numbered);
            case ClientMessage.Refused(ErrorCode code, String reason) -> {
                sender.send(ServerMessages.error(code, reason, null));
                countError();
            }
        }
    }

    /** A repeated id was done already: its acknowledgement was lost, or came too late. */
    private void answer(String id, ClientMessage message) throws IOException, InterruptedException {
        if (message instanceof ClientMessage.Refused(ErrorCode code, String reason)) {
            sender.send(ServerMessages.nack(id, code, reason));
            countError();
            return;
        }
        if (done.add(id)) {
            if (done.size() > REMEMBERED_IDS) {
                done.removeFirst();
            }
            answer(message);
        }
        sender.send(ServerMessages.ack(id));
    }

    private void countError() {
        errors++;
        if (errors >= MOST_ERRORS) {
            close(SocketCloseReason.MALFORMED);
        }
    }
}
