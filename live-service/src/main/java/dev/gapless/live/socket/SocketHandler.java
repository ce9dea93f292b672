package dev.gapless.live.socket;

import dev.gapless.live.completeness.CompletenessWatch;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.protocol.ClientMessage;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** All connections of this replica. At the stop each is told to go elsewhere, before the log is closed. */
final class SocketHandler extends AbstractWebSocketHandler implements SubProtocolCapable, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SocketHandler.class);
    private static final String SEND_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";
    private static final long DRAIN_MILLIS = 3_000;

    private final ChannelOpener opener;
    private final CompletenessWatch completeness;
    private final SocketProperties limits;
    private final SocketMeters meters;
    private final Clock clock;
    /** Exact: a filter's number must not be rounded. */
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Map<String, SocketConnection> connections = new ConcurrentHashMap<>();
    private final Object drained = new Object();
    private volatile boolean running;

    SocketHandler(
            ChannelOpener opener,
            CompletenessWatch completeness,
            SocketProperties limits,
            SocketMeters meters,
            Clock clock) {
        this.opener = opener;
        this.completeness = completeness;
        this.limits = limits;
        this.meters = meters;
        this.clock = clock;
    }

    /** True while one more connection is taken. */
    boolean hasRoom() {
        return running && connections.size() < limits.connections();
    }

    @Override
    public List<String> getSubProtocols() {
        return WireFormat.protocols();
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        Optional<WireFormat> format = WireFormat.of(session.getAcceptedProtocol());
        if (format.isEmpty()) {
            meters.closed(SocketCloseReason.PROTOCOL_UNKNOWN);
            session.close(SocketCloseReason.PROTOCOL_UNKNOWN.status());
            return;
        }
        if (session instanceof NativeWebSocketSession tomcat && tomcat.getNativeSession() instanceof Session bare) {
            bare.getUserProperties().put(SEND_TIMEOUT, limits.sendTimeout().toMillis());
        }
        if (!(session.getAttributes().get(TicketInterceptor.GRANT) instanceof ChannelGrant grant)) {
            throw new IllegalStateException("a handshake without a grant was let in");
        }
        SocketConnection connection =
                new SocketConnection(session, format.get(), grant, opener, completeness, limits, meters, clock);
        connections.put(session.getId(), connection);
        meters.connected(1);
        Thread.ofVirtual().name("live-" + session.getId()).start(() -> {
            try {
                connection.run();
            } finally {
                meters.connected(-1);
                synchronized (drained) {
                    connections.remove(session.getId());
                    drained.notifyAll();
                }
            }
        });
        if (!running) {
            connection.goAway(retryAfter());
        }
    }

    /** True: see {@link MessagePieces}. */
    @Override
    public boolean supportsPartialMessages() {
        return true;
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        SocketConnection connection = connections.get(session.getId());
        if (connection == null) {
            return;
        }
        String whole = connection.pieces().add(message);
        if (whole != null) {
            connection.receive(WireFormat.JSON, () -> ClientMessage.read(json, whole));
        } else {
            connection.endIfTooLong();
        }
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
        SocketConnection connection = connections.get(session.getId());
        if (connection == null) {
            return;
        }
        byte[] whole = connection.pieces().add(message);
        if (whole != null) {
            connection.receive(WireFormat.MESSAGE_PACK, () -> ClientMessage.readPacked(whole));
        } else {
            connection.endIfTooLong();
        }
    }

    @Override
    protected void handlePongMessage(WebSocketSession session, PongMessage message) {
        SocketConnection connection = connections.get(session.getId());
        if (connection != null) {
            connection.heard();
        }
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable exception) {
        LOG.debug("connection-transport connection={} cause={}", session.getId(), exception.toString());
        afterConnectionClosed(session, CloseStatus.SERVER_ERROR);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        SocketConnection connection = connections.get(session.getId());
        if (connection != null) {
            connection.lost();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        connections.values().forEach(connection -> connection.goAway(retryAfter()));
        try {
            awaitDrained();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!connections.isEmpty()) {
            LOG.warn("connections-not-drained count={} after_ms={}", connections.size(), DRAIN_MILLIS);
        }
    }

    private void awaitDrained() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
        synchronized (drained) {
            for (long left = deadline - System.nanoTime();
                    left > 0 && !connections.isEmpty();
                    left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(drained, left);
            }
        }
    }

    /** Spread, so that not all clients come back at once. */
    private Duration retryAfter() {
        return Duration.ofMillis(
                ThreadLocalRandom.current().nextLong(limits.retryAfter().toMillis() + 1));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
