package dev.gapless.miner.fakes;

import dev.gapless.embedded.LoopbackPorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A TCP connection to a server, which can be pulled out and plugged in again. */
public final class PluggableConnection implements AutoCloseable {

    private final int target;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile @Nullable ServerSocket server;

    public PluggableConnection(int target) {
        this.target = target;
        try {
            // of none that outgoing connections get: it has to be free again when this is plugged in again
            this.port = LoopbackPorts.free(1)[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        plug();
    }

    public int port() {
        return port;
    }

    public void pull() {
        close();
    }

    public void plug() {
        plug(listen(port));
    }

    private static ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void plug(ServerSocket listening) {
        server = listening;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket near = listening.accept();
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.addAll(List.of(near, far));
                    Thread.ofVirtual().start(() -> copy(near, far));
                    Thread.ofVirtual().start(() -> copy(far, near));
                }
            } catch (IOException e) {
                // pulled
                return;
            }
        });
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // pulled, or one side hung up
            return;
        }
    }

    @Override
    public void close() {
        try {
            ServerSocket listening = server;
            if (listening != null) {
                listening.close();
            }
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
