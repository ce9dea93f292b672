package dev.gapless.simulation.upstream;

import dev.gapless.capture.connection.CloseReason;
import dev.gapless.capture.connection.WebSocketConnection;
import dev.gapless.simulation.time.SeededRandom;
import dev.gapless.simulation.time.SimulatedNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One live connection, both ends of it. What one side sends arrives at the other in its order, or never. */
public final class SimulatedConnection implements WebSocketConnection {

    private static final long REPEATS = 1_000_000;

    private final LiveServer server;
    private final SimulatedNode client;
    private final int life;
    private final Listener listener;
    private final Runnable arrived;
    private final SeededRandom chance;
    private final Deque<Runnable> unread = new ArrayDeque<>();
    private final Set<SimulatedStreamKind> blind = EnumSet.noneOf(SimulatedStreamKind.class);
    private final Map<SimulatedStreamKind, byte[]> last = new EnumMap<>(SimulatedStreamKind.class);

    private boolean subscribed;
    private boolean over;
    private boolean deaf;
    private boolean mute;
    private boolean reading = true;
    private long lastArrival;
    private long lastPosition;

    SimulatedConnection(
            LiveServer server, SimulatedNode client, Listener listener, Runnable arrived, SeededRandom chance) {
        this.server = server;
        this.client = client;
        this.life = client.incarnation();
        this.listener = listener;
        this.arrived = arrived;
        this.chance = chance;
    }

    boolean isOver() {
        return over || client.incarnation() != life;
    }

    boolean isSubscribed() {
        return subscribed && !isOver();
    }

    boolean isBlindFor(SimulatedStreamKind stream) {
        return blind.contains(stream);
    }

    void blindFor(SimulatedStreamKind stream) {
        blind.add(stream);
    }

    void seeing() {
        blind.clear();
    }

    /** At the server. */
    void later(long micros, Runnable task) {
        client.loop().after(micros, () -> {
            if (!isOver()) {
                task.run();
            }
        });
    }

    @Override
    public void send(String text) {
        client.reached("link.send");
        toServer(() -> hear(text));
    }

    @Override
    public void ping(long number) {
        client.reached("link.ping");
        toServer(() -> toClient(() -> listener.pong(number)));
    }

    private void toServer(Runnable task) {
        if (!deaf) {
            later(chance.between(1_000, 5_000), task);
        }
    }

    private void hear(String text) {
        if (mute) {
            return;
        }
        if (text.contains("\"subscribe\"")) {
            subscribed = true;
            String names = server.streams().stream()
                    .map(kind -> '"' + kind.name().toLowerCase(Locale.ROOT) + '"')
                    .collect(Collectors.joining(","));
            push("{\"type\":\"subscribed\",\"server_time\":%d,\"streams\":[%s]}".formatted(server.coarseNow(), names));
        } else {
            push("{\"type\":\"pong\",\"server_time\":%d}".formatted(server.coarseNow()));
        }
    }

    private void push(String text) {
        push(text.getBytes(StandardCharsets.UTF_8));
    }

    void event(UpstreamVersion version) {
        server.order(version.position() >= lastPosition);
        lastPosition = Math.max(lastPosition, version.position());
        last.put(version.stream(), version.frame());
        push(version.frame());
    }

    void push(byte[] frame) {
        toClient(() -> listener.message(frame));
    }

    private void toClient(Runnable delivery) {
        if (deaf) {
            return;
        }
        long now = client.loop().now();
        lastArrival = Math.max(lastArrival, now + server.travel());
        client.after(lastArrival - now, () -> deliver(delivery));
    }

    private void deliver(Runnable delivery) {
        if (isOver() || deaf) {
            return;
        }
        if (reading) {
            delivery.run();
            arrived.run();
        } else {
            unread.add(delivery);
        }
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        while (reading && !unread.isEmpty()) {
            unread.remove().run();
            client.after(0, arrived);
        }
    }

    /** The connection is gone, and the client hears of it. */
    void end(CloseReason closure) {
        if (!isOver()) {
            over = true;
            client.after(server.travel(), () -> {
                listener.closed(closure);
                arrived.run();
            });
        }
    }

    /** What it is asked is not answered any more; events go on, and the last of them come again and again. */
    void mute() {
        if (!mute) {
            mute = true;
            repeat();
        }
    }

    private void repeat() {
        last.values().forEach(this::push);
        later(REPEATS, this::repeat);
    }

    /** Nothing passes any more, in either direction. */
    void deaf() {
        deaf = true;
    }

    @Override
    public void close() {
        over = true;
    }
}
