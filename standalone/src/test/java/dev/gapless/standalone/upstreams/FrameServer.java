package dev.gapless.standalone.upstreams;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A WebSocket server that says what it is told to all who are connected, answers pings, and leads the conversation that
 * it is made with.
 */
final class FrameServer implements AutoCloseable {

    /** What the server says of itself, to one who is connected. */
    interface FrameConversation {

        /**
         * @param head of the handshake
         * @return false to answer it with 401
         */
        default boolean admits(String head) {
            return true;
        }

        /** @return the messages that greet each new connection */
        default List<String> greeting() {
            return List.of();
        }

        /** @return the answers to a message */
        default List<String> answers(String message) {
            return List.of();
        }
    }

    private static final String KEY = "sec-websocket-key:";
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();

    private final FrameConversation conversation;

    FrameServer() throws IOException {
        this(new FrameConversation() {});
    }

    FrameServer(FrameConversation conversation) throws IOException {
        this.conversation = conversation;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many handshakes were done so far. */
    int opened() {
        return opened.get();
    }

    void say(String text) {
        say(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void say(byte[] binary) {
        say(BINARY, binary);
    }

    private void say(int code, byte[] message) {
        for (Socket socket : List.copyOf(open)) {
            try {
                send(socket, code, message);
            } catch (IOException e) {
                open.remove(socket);
            }
        }
    }

    /** Without a goodbye. */
    void drop() {
        for (Socket socket : List.copyOf(open)) {
            open.remove(socket);
            close(socket);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // the server was closed
        }
    }

    private void serve(Socket socket) {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            if (!shakeHands(in, socket.getOutputStream())) {
                close(socket);
                return;
            }
            // counted first: what was said to it, was said after the count
            opened.incrementAndGet();
            open.add(socket);
            for (String text : conversation.greeting()) {
                send(socket, TEXT, text.getBytes(StandardCharsets.UTF_8));
            }
            while (true) {
                int code = in.readUnsignedByte() & 15;
                int length = in.readUnsignedByte() & 127;
                byte[] mask = in.readNBytes(length == 126 ? 6 : 4);
                byte[] payload =
                        in.readNBytes(length == 126 ? ByteBuffer.wrap(mask).getShort() & 0xffff : length);
                for (int i = 0; i < payload.length; i++) {
                    payload[i] ^= mask[mask.length - 4 + i % 4];
                }
                if (code == PING) {
                    send(socket, PONG, payload);
                } else if (code == TEXT) {
                    for (String text : conversation.answers(new String(payload, StandardCharsets.UTF_8))) {
                        send(socket, TEXT, text.getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (IOException e) {
            open.remove(socket);
            close(socket);
        }
    }

    private boolean shakeHands(DataInputStream in, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("no handshake");
            }
            head.append((char) next);
        }
        if (!conversation.admits(head.toString())) {
            out.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return false;
        }
        String key = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(KEY))
                .map(line -> line.substring(KEY.length()).strip())
                .findFirst()
                .orElse("");
        try {
            String answer = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + SALT).getBytes(StandardCharsets.US_ASCII)));
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + answer + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every runtime has SHA-1", e);
        }
    }

    private static void send(Socket socket, int code, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 4).put((byte) (0x80 | code));
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else {
            frame.put((byte) 126).putShort((short) payload.length);
        }
        frame.put(payload);
        synchronized (socket) {
            socket.getOutputStream().write(frame.array(), 0, frame.position());
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        drop();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
