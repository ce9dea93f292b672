package dev.gapless.standalone.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port of this machine behind which another one answers, from the moment it is opened. */
final class ForwardedPort implements AutoCloseable {

    private final ServerSocket path;
    private final int behind;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private ForwardedPort(ServerSocket path, int behind) {
        this.path = path;
        this.behind = behind;
    }

    static ForwardedPort open(int port, int behind) throws IOException {
        ForwardedPort forwarded =
                new ForwardedPort(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), behind);
        Thread.ofVirtual().start(forwarded::accept);
        return forwarded;
    }

    /** How many connections came in. */
    int connections() {
        return open.size() / 2;
    }

    private void accept() {
        try {
            while (true) {
                Socket in = path.accept();
                Socket out = new Socket(InetAddress.getLoopbackAddress(), behind);
                open.add(in);
                open.add(out);
                Thread.ofVirtual().start(() -> copy(in, out));
                Thread.ofVirtual().start(() -> copy(out, in));
            }
        } catch (IOException e) {
            // closed: the end
            open.forEach(ForwardedPort::hangUp);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side has hung up, and so does the other
            hangUp(to);
        }
        hangUp(from);
        hangUp(to);
    }

    private static void hangUp(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        path.close();
    }
}
