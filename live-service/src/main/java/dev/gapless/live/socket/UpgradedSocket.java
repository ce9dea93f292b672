package dev.gapless.live.socket;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
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

    private @Nullable String id;
    private @Nullable FrameDecoder decoder;
    private @Nullable Function<UpgradedSocket, SocketConnection> opener;
    private long sendTimeoutMillis;
    private @Nullable SocketWrapperBase<?> wrapper;
    private volatile @Nullable SocketConnection connection;

    /** True when what the client sends is not read any more. */
    private boolean ignoring;

    /** The code of the client's close frame; 0 before. */
    private volatile int closedWith;

    /** True from the begin of a frame until the kernel has all of it. */
    private volatile boolean sending;

    private volatile @Nullable IOException failure;
    private final CompletionHandler<Long, @Nullable Void> completion = new Completion();

    /**
     * To be called before Tomcat has the request's end.
     *
     * @param maxMessage bytes of a client's message, at most
     * @param sendTimeoutMillis how long a client may not read
     * @param opener makes the connection, and begins it
     */
    void prepare(
            String id, long maxMessage, long sendTimeoutMillis, Function<UpgradedSocket, SocketConnection> opener) {
        this.id = id;
        this.decoder = new FrameDecoder(maxMessage);
        this.sendTimeoutMillis = sendTimeoutMillis;
        this.opener = opener;
    }

    // called by Tomcat

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> tomcat) {
        this.wrapper = tomcat;
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
            for (int read = tomcat.read(false, bytes, 0, bytes.length);
                    read > 0;
                    read = tomcat.read(false, bytes, 0, bytes.length)) {
                if (!ignoring) {
                    decode(ByteBuffer.wrap(bytes, 0, read));
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

    private void lost() {
        SocketConnection begun = connection;
        if (begun != null) {
            begun.lost();
        }
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
    public void pong() {
        opened().heard();
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
        return !sending;
    }

    @Override
    public String id() {
        return Objects.requireNonNull(id);
    }

    @Override
    public void send(byte[] frame) throws IOException {
        IOException before = failure;
        if (before != null) {
            throw new IOException("an earlier frame was not sent", before);
        }
        sending = true;
        CompletionState state = Objects.requireNonNull(wrapper)
                .write(
                        BlockingMode.SEMI_BLOCK,
                        sendTimeoutMillis,
                        TimeUnit.MILLISECONDS,
                        null,
                        SocketWrapperBase.COMPLETE_WRITE,
                        completion,
                        ByteBuffer.wrap(frame));
        if (state == CompletionState.INLINE) {
            sending = false;
        } else if (state == CompletionState.ERROR) {
            IOException cause = failure;
            if (cause == null) {
                cause = new SocketTimeoutException("the client does not read");
                failure = cause;
            }
            throw cause;
        }
    }

    /** What becomes of a frame that the kernel did not take at once. */
    private final class Completion implements CompletionHandler<Long, @Nullable Void> {

        @Override
        public void completed(Long written, @Nullable Void nothing) {
            sending = false;
        }

        @Override
        public void failed(Throwable cause, @Nullable Void nothing) {
            IOException noted = cause instanceof IOException io ? io : new IOException(cause);
            failure = noted;
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
        if (code == 0) {
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
