package dev.gapless.live.socket;

import dev.gapless.live.completeness.CompletenessWatch;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.protocol.WireFormat;
import dev.gapless.live.tickets.ChannelGrant;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** All connections of this replica. At the stop each is told to go elsewhere, before the log is closed. */
final class ConnectionRegistry implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionRegistry.class);
    private static final long DRAIN_MILLIS = 3_000;

    /** Of those that send changes. */
    private static final int MAX_THREADS = 4;

    private final ChannelOpener opener;
    private final CompletenessWatch completeness;
    private final SocketProperties limits;
    private final SocketMeters meters;
    private final Clock clock;
    private final ClientMessageReader messages = new ClientMessageReader();

    private final AtomicLong ids = new AtomicLong();
    private final Map<String, SocketConnection> connections = new ConcurrentHashMap<>();
    private final TenantPlaces places = new TenantPlaces(System::nanoTime);
    private final Object drained = new Object();
    private volatile @Nullable FanOutThreads fanOut;

    ConnectionRegistry(
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
        return fanOut != null && connections.size() < limits.connections();
    }

    /** Of tenants' connections here. */
    TenantPlaces places() {
        return places;
    }

    /**
     * Lets the connection begin when the handshake has been answered.
     *
     * @param format empty when the client has offered none that this service speaks
     * @param compressing whether {@link MessageDeflate} was agreed on
     * @param place given back when the connection has ended
     */
    void prepare(
            UpgradedSocket socket,
            Optional<WireFormat> format,
            boolean compressing,
            ChannelGrant grant,
            TenantPlaces.Place place) {
        socket.prepare(
                Long.toHexString(ids.incrementAndGet()),
                compressing,
                limits.messageSize().toBytes(),
                limits.sendTimeout().toMillis(),
                upgraded -> open(upgraded, format, grant, place));
    }

    private SocketConnection open(
            ClientSocket socket, Optional<WireFormat> format, ChannelGrant grant, TenantPlaces.Place place) {
        FanOutThreads running = fanOut;
        SocketConnection connection = new SocketConnection(
                socket,
                format.orElse(WireFormat.JSON),
                grant,
                messages,
                opener,
                completeness,
                limits,
                meters,
                clock,
                running == null ? SocketConnection::wake : running::offer);
        place.begin();
        connections.put(socket.id(), connection);
        meters.connected(1);
        if (format.isEmpty()) {
            connection.close(SocketCloseReason.PROTOCOL_UNKNOWN);
        }
        Thread.ofVirtual().name("live-" + socket.id()).start(() -> {
            try {
                connection.run();
            } finally {
                place.giveBack();
                meters.connected(-1);
                synchronized (drained) {
                    connections.remove(socket.id());
                    drained.notifyAll();
                }
            }
        });
        if (fanOut == null) {
            connection.goAway(retryAfter());
        }
        return connection;
    }

    @Override
    public synchronized void start() {
        if (fanOut == null) {
            fanOut =
                    new FanOutThreads(Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
        }
    }

    @Override
    public synchronized void stop() {
        FanOutThreads running = fanOut;
        if (running == null) {
            return;
        }
        fanOut = null;
        connections.values().forEach(connection -> connection.goAway(retryAfter()));
        try {
            awaitDrained();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!connections.isEmpty()) {
            LOG.warn("connections-not-drained count={} after_ms={}", connections.size(), DRAIN_MILLIS);
        }
        running.close();
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
        return fanOut != null;
    }
}
