package dev.gapless.live.socket;

import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.BlockingMode;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket over Tomcat's own connection. Tomcat's WebSocket keeps 24 KB of buffers for each connection, and encodes
 * a text anew for each. This one reads into a buffer of the moment, and sends frames that are made once for all.
 *
 * <p>Tomcat makes it by its constructor without arguments, and calls {@link #upgradeDispatch} from one thread at a
 * time. The thread that holds the connection's lock sends.
 */
public final class UpgradedSocket implements InternalHttpUpgradeHandler, ClientSocket, FrameDecoder.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(UpgradedSocket.class);
    private static final int READ_BYTES = 2_048;

    /** Read of one client before its thread is given to another one. */
    private static final int MOST_AT_ONCE = 65_536;

    /** Read of a client whose connection is being closed, at most: what may be on its way already. */
    private static final int MOST_UNHEARD = 262_144;

    /** In place of the code of a close frame that has not come. */
    private static final int NOT_CLOSED = -1;

    private @Nullable String id;
    private boolean compressing;
    private @Nullable FrameDecoder decoder;
    private @Nullable Function<UpgradedSocket, SocketConnection> opener;
    private long sendTimeoutMillis;
    private @Nullable SocketWrapperBase<?> wrapper;

    /** What the kernel is handed frames by, without a detour over Tomcat's operations; null with TLS. */
    private @Nullable SocketChannel plain;

    private volatile @Nullable SocketConnection connection;

    /** True when what the client sends is not understood any more. */
    private boolean ignoring;

    /** Bytes that were read while the connection is being closed. */
    private int unheard;

    private volatile int closedWith = NOT_CLOSED;

    /**
     * Taken from the begin of a frame until the kernel has all of it. Tomcat's own is free a moment earlier. For ever
     * free once a frame has failed.
     */
    private final Semaphore free = new Semaphore(1);

    private volatile @Nullable IOException failure;
    private final CompletionHandler<Long, @Nullable Void> completion = new Completion();

    /**
     * To be called before Tomcat has the request's end.
     *
     * @param compressing whether {@link MessageDeflate} was agreed on
     * @param maxMessage bytes of a client's message, at most
     * @param sendTimeoutMillis how long a client may not read
     * @param opener makes the connection, and begins it
     */
    void prepare(
            String id,
            boolean compressing,
            long maxMessage,
            long sendTimeoutMillis,
            Function<UpgradedSocket, SocketConnection> opener) {
        this.id = id;
        this.compressing = compressing;
        this.decoder = new FrameDecoder(maxMessage, compressing);
        this.sendTimeoutMillis = sendTimeoutMillis;
        this.opener = opener;
    }

    // called by Tomcat

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> tomcat) {
        this.wrapper = tomcat;
        // the channel below: Tomcat's own object goes on to another client once this one is gone
        this.plain = tomcat.getSocket() instanceof NioChannel below && !(below instanceof SecureNioChannel)
                ? below.getIOChannel()
                : null;
    }

    @Override
    public void init(WebConnection tomcat) {
        connection = Objects.requireNonNull(opener).apply(this);
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        return switch (event) {
            case OPEN_READ -> readAll();
            case OPEN_WRITE -> SocketState.UPGRADED;
            case STOP, TIMEOUT, DISCONNECT, ERROR, CONNECT_FAIL -> {
                lost();
                yield SocketState.CLOSED;
            }
        };
    }

    private SocketState readAll() {
        byte[] bytes = new byte[READ_BYTES];
        try {
            SocketWrapperBase<?> tomcat = Objects.requireNonNull(wrapper);
            int sum = 0;
            for (int read = tomcat.read(false, bytes, 0, bytes.length);
                    read > 0;
                    read = tomcat.read(false, bytes, 0, bytes.length)) {
                if (!hear(bytes, read)) {
                    LOG.debug("connection-transport connection={} cause=goes on after its end", id);
                    lost();
                    return SocketState.CLOSED;
                }
                sum += read;
                if (sum >= MOST_AT_ONCE) {
                    // the selector does not know of what Tomcat holds already
                    tomcat.processSocket(SocketEvent.OPEN_READ, true);
                    return SocketState.UPGRADED;
                }
            }
            return SocketState.UPGRADED;
        } catch (IOException e) {
            // the usual end of a client that went away without a word
            LOG.debug("connection-transport connection={} cause={}", id, e.toString());
            lost();
            return SocketState.CLOSED;
        }
    }

    /** @return false when the client says too much for one that is being closed */
    private boolean hear(byte[] bytes, int count) {
        if (opened().isEnding()) {
            unheard += count;
            if (unheard > MOST_UNHEARD) {
                return false;
            }
        }
        if (!ignoring) {
            // also while it is being closed, for the client's close frame
            decode(ByteBuffer.wrap(bytes, 0, count));
        }
        return true;
    }

    private void decode(ByteBuffer bytes) {
        try {
            Objects.requireNonNull(decoder).read(bytes, this);
        } catch (FrameException e) {
            LOG.debug("connection-frame connection={} cause={}", id, e.toString());
            ignoring = true;
            opened().close(e.reason());
        }
    }

    private SocketConnection opened() {
        return Objects.requireNonNull(connection, "not opened");
    }

    /** The client is gone. A thread that waits for it to read goes on. */
    private void lost() {
        SocketConnection begun = connection;
        if (begun != null) {
            begun.lost();
        }
        if (failure == null) {
            failure = new EOFException("the client is gone");
        }
        free.release();
    }

    @Override
    public void destroy() {
        lost();
    }

    @Override
    public void setSslSupport(SSLSupport support) {
        // nothing is asked about certificates of clients
    }

    @Override
    public void pause() {
        // at the stop each connection is closed before Tomcat pauses
    }

    @Override
    public void timeoutAsync(long now) {
        // the connection's own thread knows its times
    }

    // what the client says

    @Override
    public void framed() {
        opened().framed();
    }

    @Override
    public void text(String message) {
        opened().receive(message);
    }

    @Override
    public void binary(byte[] message) {
        opened().receive(message);
    }

    @Override
    public void ping(byte[] payload) {
        opened().pinged(payload);
    }

    @Override
    public void closed(int code) {
        ignoring = true;
        closedWith = code;
        opened().lost();
    }

    // called by the thread that holds the connection's lock

    @Override
    public boolean isIdle() {
        return free.availablePermits() > 0;
    }

    @Override
    public boolean isCompressing() {
        return compressing;
    }

    @Override
    public String id() {
        return Objects.requireNonNull(id);
    }

    @Override
    public void send(byte[]... frames) throws IOException {
        awaitFree();
        ByteBuffer[] bytes = new ByteBuffer[frames.length];
        for (int each = 0; each < frames.length; each++) {
            bytes[each] = ByteBuffer.wrap(frames[each]);
        }
        if (isTakenAtOnce(bytes)) {
            free.release();
            return;
        }
        CompletionState state = Objects.requireNonNull(wrapper)
                .write(
                        BlockingMode.NON_BLOCK,
                        sendTimeoutMillis,
                        TimeUnit.MILLISECONDS,
                        null,
                        SocketWrapperBase.COMPLETE_WRITE,
                        completion,
                        bytes);
        switch (state) {
            case INLINE -> free.release();
            case PENDING, DONE -> {
                // the completion is told
            }
            case ERROR, NOT_DONE -> {
                IOException cause = failure;
                throw cause == null ? fail(new IOException("a frame was not taken: " + state)) : cause;
            }
        }
    }

    /**
     * Hands the kernel what it has room for. The rest is Tomcat's, which knows when there is room again.
     *
     * @return true when nothing is left
     */
    private boolean isTakenAtOnce(ByteBuffer[] bytes) throws IOException {
        SocketChannel below = plain;
        if (below == null) {
            return false;
        }
        try {
            if (bytes.length == 1) {
                below.write(bytes[0]);
            } else {
                below.write(bytes);
            }
        } catch (IOException e) {
            throw fail(e);
        }
        return !bytes[bytes.length - 1].hasRemaining();
    }

    private void awaitFree() throws IOException {
        boolean taken;
        try {
            taken = free.tryAcquire(sendTimeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fail(new InterruptedIOException("interrupted before a frame"));
        }
        IOException before = failure;
        if (before != null) {
            throw new IOException("an earlier frame was not sent", before);
        }
        if (!taken) {
            throw fail(new SocketTimeoutException("the client does not read"));
        }
    }

    private IOException fail(IOException cause) {
        failure = cause;
        free.release();
        return cause;
    }

    /** What becomes of frames that the kernel did not take at once. */
    private final class Completion implements CompletionHandler<Long, @Nullable Void> {

        @Override
        public void completed(Long written, @Nullable Void nothing) {
            free.release();
        }

        @Override
        public void failed(Throwable cause, @Nullable Void nothing) {
            IOException noted = fail(cause instanceof IOException io ? io : new IOException(cause));
            SocketConnection begun = connection;
            if (begun != null) {
                begun.failed(noted);
            }
        }
    }

    @Override
    public void close(SocketCloseReason reason) throws IOException {
        if (failure != null) {
            return;
        }
        int code = closedWith;
        if (code == NOT_CLOSED) {
            send(ServerFrame.close(reason.code(), reason.word()));
        } else {
            send(
                    code == FrameDecoder.NO_CODE
                            ? ServerFrame.of(FrameKind.CLOSE, new byte[0])
                            : ServerFrame.close(code, ""));
        }
    }

    @Override
    public void end() {
        Objects.requireNonNull(wrapper).close();
    }
}
