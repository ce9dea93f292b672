package dev.gapless.benchmarks.push;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that a service must withstand. One subscribes and never reads, one floods, one sends garbage. One is a page
 * that is not allowed, and one has an expired ticket. Each tries again at once when it is thrown out, 20 times a second
 * at most.
 */
final class HostileClients implements AutoCloseable {

    private static final int SMALL_BUFFER = 4_096;
    private static final int FLOOD = 200;
    private static final int PATIENCE_MILLIS = 2_000;
    private static final byte[] MASK = new byte[4];

    private final InetSocketAddress server;
    private final SubscriberDialogue dialogue;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger thrownOut = new AtomicInteger();
    private volatile boolean closed;

    private interface Behaviour {
        void attack() throws IOException, InterruptedException;
    }

    /** @param dialogue of a subscriber that is let in */
    HostileClients(InetSocketAddress server, SubscriberDialogue dialogue) {
        this.server = server;
        this.dialogue = dialogue;
        begin("deaf", this::neverRead);
        begin("flood", this::flood);
        begin("garbage", this::garbage);
        begin("page", () -> refused(dialogue.path(), "Origin: https://elsewhere.example"));
        begin("expired", () -> refused("/v1/live/socket?ticket=over"));
    }

    private void begin(String name, Behaviour behaviour) {
        threads.add(Thread.ofVirtual().name("hostile-" + name).start(() -> {
            while (!closed) {
                attempts.incrementAndGet();
                try {
                    behaviour.attack();
                    TimeUnit.MILLISECONDS.sleep(50);
                } catch (IOException e) {
                    thrownOut.incrementAndGet();
                } catch (InterruptedException e) {
                    return;
                }
            }
        }));
    }

    private Socket open(String path, String... headers) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(server);
        socket.getOutputStream().write(UpgradeRequest.of(path, dialogue.subprotocol(), headers));
        return socket;
    }

    private static byte[] frame(byte[] text) {
        byte[] frame = new byte[text.length + 8];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | 126);
        frame[2] = (byte) (text.length >> 8);
        frame[3] = (byte) text.length;
        System.arraycopy(MASK, 0, frame, 4, MASK.length);
        System.arraycopy(text, 0, frame, 8, text.length);
        return frame;
    }

    private static void head(InputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed");
            }
            newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        }
    }

    private void neverRead() throws IOException, InterruptedException {
        try (Socket socket = open(dialogue.path())) {
            head(socket.getInputStream());
            socket.getOutputStream().write(frame(dialogue.said().getBytes(UTF_8)));
            // until the server has had enough
            while (!closed) {
                TimeUnit.MILLISECONDS.sleep(200);
                socket.getOutputStream().write(frame("{\"type\":\"pong\"}".getBytes(UTF_8)));
            }
        }
    }

    private void flood() throws IOException {
        try (Socket socket = open(dialogue.path())) {
            head(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            byte[] ping = frame("{\"type\":\"ping\",\"at\":1}".getBytes(UTF_8));
            for (int i = 0; i < FLOOD; i++) {
                out.write(ping);
            }
            drain(socket);
        }
    }

    private void garbage() throws IOException {
        try (Socket socket = open(dialogue.path())) {
            head(socket.getInputStream());
            byte[] nonsense = new byte[1_000];
            Arrays.fill(nonsense, (byte) '{');
            for (int i = 0; i < 20; i++) {
                socket.getOutputStream().write(frame(nonsense));
            }
            drain(socket);
        }
    }

    private void refused(String path, String... headers) throws IOException {
        try (Socket socket = open(path, headers)) {
            byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 403".length());
            if (new String(answer, ISO_8859_1).endsWith("101")) {
                throw new IllegalStateException("a client that must be refused was let in: " + path);
            }
        }
    }

    /** Reads to the end. */
    private static void drain(Socket socket) throws IOException {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Connections that were tried, by all together. */
    int attempts() {
        return attempts.get();
    }

    /** Connections that the server cut while their client still wrote or waited. */
    int thrownOut() {
        return thrownOut.get();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
