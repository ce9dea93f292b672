package dev.gapless.standalone.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port before those of several replicas, as a Service is before its pods: each connection goes to the next replica
 * that takes it.
 */
final class PortBalancer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PortBalancer.class);

    private final ServerSocket server;
    private final List<Integer> replicas = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    PortBalancer(List<Integer> replicas) throws IOException {
        this.replicas.addAll(replicas);
        this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("balancer").start(this::accept);
    }

    /** Its host and port. */
    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Connections go to this replica too. */
    void add(int port) {
        replicas.add(port);
    }

    /** No further connection goes to the replica that came last. */
    void removeLast() {
        replicas.removeLast();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                LOG.debug("balancer-closed cause={}", e.toString());
            }
        }
    }

    private void connect(Socket client) {
        int first = turn.getAndIncrement();
        List<Integer> present = List.copyOf(replicas);
        for (int i = 0; i < present.size(); i++) {
            int port = present.get(Math.floorMod(first + i, present.size()));
            try {
                Socket replica = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(client);
                open.add(replica);
                Thread.ofVirtual().start(() -> copy(client, replica));
                copy(replica, client);
                return;
            } catch (IOException e) {
                LOG.debug("replica-refused port={}", port);
            }
        }
        close(client);
    }

    /** Until one side ends; then both do. */
    private void copy(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            LOG.debug("connection-ended cause={}", e.toString());
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("socket-not-closed cause={}", e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(this::close);
    }
}
