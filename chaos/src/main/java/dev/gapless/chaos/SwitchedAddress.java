package dev.gapless.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One address for several replicas, as a load balancer gives it: each connection goes to the next that takes it. */
final class SwitchedAddress implements AutoCloseable {

    private static final int BACKLOG = 50;
    private static final int CONNECT_MILLIS = 2_000;

    private record Replica(InetSocketAddress address, AtomicLong connections) {}

    private final ServerSocket path;
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong turn = new AtomicLong();

    private SwitchedAddress(ServerSocket path) {
        this.path = path;
    }

    static SwitchedAddress open() throws IOException {
        SwitchedAddress address = new SwitchedAddress(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("switched-address").start(address::accept);
        return address;
    }

    String url() {
        return "http://127.0.0.1:" + path.getLocalPort();
    }

    void add(String url) {
        URI uri = URI.create(url);
        replicas.add(new Replica(new InetSocketAddress(uri.getHost(), uri.getPort()), new AtomicLong()));
    }

    /** How many connections the replica of this place has taken. */
    long connections(int place) {
        return replicas.get(place).connections().get();
    }

    private void accept() {
        try {
            while (true) {
                Socket in = path.accept();
                open.add(in);
                Thread.ofVirtual().start(() -> forward(in));
            }
        } catch (IOException e) {
            // closed: the end
            open.forEach(SwitchedAddress::hangUp);
        }
    }

    private void forward(Socket in) {
        Socket out = next();
        if (out == null) {
            hangUp(in);
            return;
        }
        open.add(out);
        Thread.ofVirtual().start(() -> copy(in, out));
        copy(out, in);
    }

    /** Null when no replica takes a connection. */
    private @Nullable Socket next() {
        for (int tried = 0; tried < replicas.size(); tried++) {
            Replica replica = replicas.get((int) (turn.getAndIncrement() % replicas.size()));
            Socket out = new Socket();
            try {
                out.connect(replica.address(), CONNECT_MILLIS);
                replica.connections().incrementAndGet();
                return out;
            } catch (IOException e) {
                // it is stopped: the next one is asked
                hangUp(out);
            }
        }
        return null;
    }

    private void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side has hung up, and so does the other
            hangUp(to);
        }
        hangUp(from);
        hangUp(to);
        open.remove(from);
        open.remove(to);
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket cannot be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        path.close();
    }
}
