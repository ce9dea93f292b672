package dev.gapless.live.socket;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How and why one connection ends. Safe for many threads; the connection's own thread says goodbye. */
final class ConnectionEnding {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionEnding.class);

    /** How long a client may take to answer a close frame. */
    private static final long CLOSE_NANOS = 2_000_000_000L;

    private final ClientSocket socket;
    private final SocketMeters meters;
    private volatile @Nullable SocketCloseReason closing;
    private volatile boolean gone;
    private volatile @Nullable Duration goodbye;

    ConnectionEnding(ClientSocket socket, SocketMeters meters) {
        this.socket = socket;
        this.meters = meters;
    }

    /** The first reason counts. */
    void close(SocketCloseReason reason) {
        if (closing == null) {
            closing = reason;
        }
    }

    /** @param retryAfter what the client is told before the close frame */
    void goAway(Duration retryAfter) {
        goodbye = retryAfter;
        close(SocketCloseReason.GOING_AWAY);
    }

    /**
     * Nothing can be sent any more.
     *
     * @return false when that was known
     */
    boolean lost() {
        boolean before = gone;
        gone = true;
        return !before;
    }

    /** True once a reason to close was given. */
    boolean isClosing() {
        return closing != null;
    }

    /** True once it is closing, or the client is gone. */
    boolean hasBegun() {
        return gone || closing != null;
    }

    /** What a client that is still there is to be told; null when there is nothing. */
    @Nullable
    Duration retryAfter() {
        return gone ? null : goodbye;
    }

    /** Sends the close frame. */
    void sayGoodbye() {
        SocketCloseReason reason = closing;
        if (reason != null) {
            meters.closed(reason);
        }
        try {
            socket.close(reason == null ? SocketCloseReason.GOING_AWAY : reason);
        } catch (IOException | IllegalStateException e) {
            LOG.debug("connection-close-failed connection={} cause={}", socket.id(), e.toString());
            gone = true;
        }
    }

    /**
     * What ends at once, while something of the client is on its way, may take the close frame with it.
     *
     * @param waiting for the client, as threads' dumps show it
     */
    void awaitGone(Object waiting) {
        long deadline = System.nanoTime() + CLOSE_NANOS;
        for (long left = CLOSE_NANOS; !gone && left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(waiting, left);
            if (Thread.interrupted()) {
                return;
            }
        }
    }
}
