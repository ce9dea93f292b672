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
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection. The thread that holds its lock sends, so messages keep their order. That is mostly one of
 * {@link FanOutThreads}, which sends what needs no waiting. The connection's own virtual thread does all else. It also
 * waits for a client that does not read, so such a client holds up no other one.
 */
final class SocketConnection implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
    private static final int MISSED_HEARTBEATS = 3;
    private static final int INBOX = 256;
    /** Frames that a fan-out thread sends to one client before it goes on to the next one. */
    private static final int FRAMES_AT_ONCE = 16;

    /** How long it begins further ones of them. */
    private static final long PUSH_NANOS = 2_000_000;

    private final ClientSocket socket;
    private final WireFormat format;
    private final ChannelGrant grant;
    private final ClientMessageReader messages;
    private final SocketProperties limits;
    private final Clock clock;
    private final SocketSender sender;
    private final ConnectionChannels channels;
    private final ConnectionEnding ending;

    private final ReentrantLock lock = new ReentrantLock();
    private final BlockingQueue<ClientMessage> inbox = new LinkedBlockingQueue<>(INBOX);
    private final AtomicReference<byte @Nullable []> pinged = new AtomicReference<>();
    private volatile @Nullable Thread thread;
    private volatile long heardAt = System.nanoTime();

    private final ClientConduct conduct;
    private long pingedAt = System.nanoTime();
    private long pauseUntil;

    /** True when something that was taken from a channel may not have been sent. Guarded by the lock. */
    private boolean broken;

    SocketConnection(
            ClientSocket socket,
            WireFormat format,
            ChannelGrant grant,
            ClientMessageReader messages,
            ChannelOpener opener,
            CompletenessWatch completeness,
            SocketProperties limits,
            SocketMeters meters,
            Clock clock,
            Consumer<SocketConnection> fanOut) {
        this.socket = socket;
        this.format = format;
        this.grant = grant;
        this.messages = messages;
        this.limits = limits;
        this.clock = clock;
        this.conduct = new ClientConduct(limits.messagesPerSecond(), INBOX);
        this.ending = new ConnectionEnding(socket, meters);
        this.sender = new SocketSender(socket, format, meters);
        this.channels = new ConnectionChannels(
                grant,
                opener,
                completeness,
                limits,
                meters,
                sender,
                () -> fanOut.accept(this),
                this::wake,
                ending::hasBegun);
    }

    // called by other threads

    /** A text. By the container's thread, one at a time. */
    void receive(String message) {
        receive(WireFormat.JSON, () -> messages.read(message));
    }

    /** A binary message. By the container's thread, one at a time. */
    void receive(byte[] message) {
        receive(WireFormat.MESSAGE_PACK, () -> ClientMessage.readPacked(message));
    }

    /**
     * @param written in this format, which must be the connection's
     * @param message is not read at all when the connection is about to be closed
     */
    private void receive(WireFormat written, Supplier<ClientMessage> message) {
        if (ending.isClosing()) {
            return;
        }
        if (written != format) {
            close(SocketCloseReason.FORMAT_UNEXPECTED);
        } else if (!inbox.offer(message.get())) {
            close(SocketCloseReason.RATE_LIMITED);
        }
        wake();
    }

    /** A ping frame. By the container's thread. Of several that wait the last one is answered, as RFC 6455 allows. */
    void pinged(byte[] payload) {
        if (!ending.isClosing()) {
            pinged.set(payload);
            wake();
        }
    }

    /** A frame of any kind. By the container's thread, before what the frame says. */
    void framed() {
        heard();
        if (ending.isClosing()) {
            return;
        }
        if (conduct.isTooFast(System.nanoTime())) {
            close(SocketCloseReason.RATE_LIMITED);
        }
    }

    void heard() {
        heardAt = System.nanoTime();
    }

    /** True when nothing more that the client says is answered. */
    boolean isEnding() {
        return ending.hasBegun();
    }

    void close(SocketCloseReason reason) {
        ending.close(reason);
        wake();
    }

    /** Says goodbye, and closes. */
    void goAway(Duration retryAfter) {
        ending.goAway(retryAfter);
        wake();
    }

    /** The client has closed the connection, or it is gone by itself. */
    void lost() {
        ending.lost();
        wake();
    }

    /** A frame was not sent, so nothing more can be sent. */
    void failed(Exception cause) {
        // the usual end of a client that went away without a word
        LOG.debug("connection-broken connection={} cause={}", socket.id(), cause.toString());
        if (ending.lost() && isTimeout(cause)) {
            ending.close(SocketCloseReason.SLOW);
        }
        wake();
    }

    /**
     * Sends changes, if that needs no waiting; else wakes the connection's own thread to do it. A failure ends this
     * connection alone.
     *
     * @return false when changes wait that may be sent at {@link #flushAt()} only
     */
    boolean pushNow() {
        if (!lock.tryLock()) {
            wake();
            return true;
        }
        try {
            if (broken || ending.hasBegun()) {
                return true;
            }
            long begun = System.nanoTime();
            long now = begun;
            for (int frames = 0;
                    socket.isIdle() && frames < FRAMES_AT_ONCE && now - begun < PUSH_NANOS;
                    frames++, now = System.nanoTime()) {
                if (!channels.takeChanged(now)) {
                    return !channels.hasChanges();
                }
                if (!channels.flushOnly()) {
                    break;
                }
            }
            wake();
            return true;
        } catch (IOException e) {
            broken = true;
            failed(e);
            return true;
        } catch (Throwable e) {
            broken = true;
            failedInside(e);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** When the next changes may be sent, by {@link System#nanoTime()}. */
    long flushAt() {
        return channels.flushAt();
    }

    /** Ends a pause of the connection's own thread. */
    void wake() {
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
            if (!ending.isClosing()) {
                locked(() -> sender.send(
                        ServerMessages.connected(socket.id(), format, limits.heartbeat(), grant.connectedUntil())));
            }
            while (!ending.hasBegun()) {
                // one thing after the other, so that a fan-out thread may come between them
                locked(this::converse);
                pause();
            }
            Duration retryAfter = ending.retryAfter();
            if (retryAfter != null) {
                locked(() -> sender.send(ServerMessages.goingAway(retryAfter)));
            }
        } catch (IOException | IllegalStateException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failedInside(e);
        } finally {
            end();
        }
    }

    /** A bug, or no memory. */
    void failedInside(Throwable cause) {
        LOG.error("connection-failed connection={}", socket.id(), cause);
        close(SocketCloseReason.INTERNAL);
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

    private interface LockedWork {
        void run() throws IOException, InterruptedException;
    }

    private void locked(LockedWork work) throws IOException, InterruptedException {
        boolean done = false;
        lock.lock();
        try {
            work.run();
            done = true;
        } finally {
            broken = broken || !done;
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            channels.unsubscribeAll();
            ending.sayGoodbye();
        } finally {
            lock.unlock();
        }
        ending.awaitGone(this);
        socket.end();
    }

    private void pause() throws InterruptedException {
        long left = pauseUntil - System.nanoTime();
        if (left > 0) {
            LockSupport.parkNanos(this, left);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Does one thing, or notes how long there is nothing to do. */
    private void converse() throws IOException, InterruptedException {
        pauseUntil = System.nanoTime();
        byte[] ping = pinged.getAndSet(null);
        if (ping != null) {
            sender.pong(ping);
            return;
        }
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
        pauseUntil = channels.hasNews() ? Math.min(channels.flushAt(), pingAt) : pingAt;
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
        if (conduct.isNew(id)) {
            answer(message);
        }
        sender.send(ServerMessages.ack(id));
    }

    private void countError() {
        if (conduct.isTooWrong()) {
            close(SocketCloseReason.MALFORMED);
        }
    }
}
