package dev.gapless.checkpoint.items.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and a server, so that a test can take the server away, or make it silent. */
public final class FaultyRelay implements AutoCloseable {

    private final URI target;
    private final ServerSocket path;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile boolean silent;
    private volatile boolean away;

    FaultyRelay(URI target) {
        this.target = target;
        try {
            this.path = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return path.getLocalPort();
    }

    /** What is sent from now on gets no answer. */
    void fallSilent() {
        silent = true;
    }

    /** Open connections end, and no other lasts. */
    public void goAway() throws IOException {
        away = true;
        for (Socket socket : open) {
            socket.close();
        }
    }

    public void comeBack() {
        silent = false;
        away = false;
    }

    private void accept() {
        while (!path.isClosed()) {
            try {
                Socket client = path.accept();
                if (away) {
                    client.close();
                } else {
                    Socket server = new Socket(InetAddress.getByName(target.getHost()), target.getPort());
                    open.add(client);
                    open.add(server);
                    Thread.ofVirtual().start(() -> pass(client, server));
                    Thread.ofVirtual().start(() -> pass(server, client));
                }
            } catch (IOException e) {
                away = away || path.isClosed();
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8_192];
            int read = in.read(buffer);
            while (read >= 0) {
                if (!silent) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
                read = in.read(buffer);
            }
        } catch (IOException e) {
            open.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        path.close();
        goAway();
    }
}
