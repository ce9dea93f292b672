package dev.gapless.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A WebSocket of which a test sees each frame. Nothing is read before, so the server has to wait. For one thread. */
final class UnhurriedSocket implements AutoCloseable {

    /** Of a handshake that is right. */
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** The kernel holds little for a client with such a window. A smaller one than a segment makes the sender wait. */
    private static final int WINDOW = 262_144;

    /** Of a handshake that offers compression as browsers do. */
    private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

    private static final int LAST = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int TAIL = 0xffff;
    private static final int LONGEST = 1_000_000;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PONG = 10;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int PATIENCE_MILLIS = 60_000;

    private final JsonMapper json = new JsonMapper();
    private final Socket socket;
    private final DataInputStream in;
    private final String head;
    private int closed;
    private int compressed;

    UnhurriedSocket(URI url) throws IOException {
        this(url, "");
    }

    private UnhurriedSocket(URI url, String headers) throws IOException {
        this(connected(url), url, KEY, "13", headers);
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(head);
        }
    }

    /** @param believed decides about the server's certificate */
    UnhurriedSocket(URI url, SSLContext believed) throws IOException {
        this(
                believed.getSocketFactory().createSocket(connected(url), url.getHost(), url.getPort(), true),
                url,
                KEY,
                "13",
                "");
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(head);
        }
    }

    /** One that has compressed messages too. */
    static UnhurriedSocket compressing(URI url) throws IOException {
        UnhurriedSocket agreed = new UnhurriedSocket(url, OFFER);
        if (!agreed.head.contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover")) {
            throw new IOException(agreed.head);
        }
        return agreed;
    }

    /** @param headers more lines of the head, each with its end */
    private UnhurriedSocket(Socket socket, URI url, String key, String version, String headers) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1_024));
        socket.getOutputStream()
                .write("""
                        GET %s?%s HTTP/1.1\r
                        Host: %s\r
                        Upgrade: websocket\r
                        Connection: Upgrade\r
                        Sec-WebSocket-Key: %s\r
                        Sec-WebSocket-Version: %s\r
                        Sec-WebSocket-Protocol: gapless.v1.json\r
                        %s\r
                        """.formatted(url.getPath(), url.getRawQuery(), url.getAuthority(), key, version, headers)
                        .getBytes(ISO_8859_1));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (!answer.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            answer.write(in.readUnsignedByte());
        }
        head = answer.toString(ISO_8859_1);
    }

    private static Socket connected(URI url) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(WINDOW);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        return socket;
    }

    /** The head of the answer to a handshake, whatever it says. */
    static String answer(URI url, String key, String version) throws IOException {
        try (UnhurriedSocket asked = new UnhurriedSocket(connected(url), url, key, version, "")) {
            return asked.head;
        }
    }

    void say(String message) throws IOException {
        send(LAST | TEXT, message.getBytes(UTF_8));
    }

    /** Says it compressed. */
    void sayCompressed(String message) throws IOException {
        byte[] bytes = new byte[message.length() + 100];
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(message.getBytes(UTF_8));
            int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
            send(LAST | COMPRESSED | TEXT, Arrays.copyOf(bytes, length - Integer.BYTES));
        }
    }

    /** Messages that came compressed. */
    int compressed() {
        return compressed;
    }

    /** @param first byte of the frame */
    void send(int first, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) first);
        if (payload.length < LENGTH_16) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | LENGTH_16)).putShort((short) payload.length);
        }
        // a mask of zeros changes nothing
        frame.putInt(0).put(payload);
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    /** The payload of the next pong frame; what comes before it is dropped. */
    byte[] awaitPong() throws IOException {
        while (true) {
            Frame frame = next();
            if (frame.kind() == PONG) {
                return frame.payload;
            }
        }
    }

    /** The code that the server closes with, 0 when it gives none; what comes before is dropped. */
    int awaitClosed() throws IOException {
        while (read() != null) {
            // told before the end
        }
        return closed;
    }

    /** Goes away without a word, and leaves unread what has come. */
    void vanish() throws IOException {
        socket.shutdownOutput();
    }

    private static final class Frame {

        private final int head;
        private final byte[] payload;

        Frame(int head, byte[] payload) {
            this.head = head;
            this.payload = payload;
        }

        int kind() {
            return head & 0xf;
        }
    }

    private Frame next() throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        byte[] payload = new byte
                [length == LENGTH_16
                        ? in.readUnsignedShort()
                        : length == LENGTH_64 ? Math.toIntExact(in.readLong()) : length];
        in.readFully(payload);
        return new Frame(first, payload);
    }

    private byte[] inflated(byte[] payload) throws IOException {
        compressed++;
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(ByteBuffer.allocate(payload.length + Integer.BYTES)
                    .put(payload)
                    .putInt(TAIL)
                    .array());
            byte[] message = new byte[LONGEST];
            return Arrays.copyOf(message, inflater.inflate(message));
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
    }

    /** Null when the connection has ended. */
    @Nullable
    JsonNode read() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            Frame frame;
            try {
                frame = next();
            } catch (EOFException | SocketException e) {
                return null;
            }
            if (frame.kind() == TEXT || frame.kind() == CONTINUATION) {
                text.writeBytes((frame.head & COMPRESSED) == 0 ? frame.payload : inflated(frame.payload));
                if ((frame.head & LAST) != 0) {
                    return json.readTree(text.toByteArray());
                }
            }
            if (frame.kind() == CLOSE) {
                closed = ByteBuffer.wrap(frame.payload).getShort();
                return null;
            }
        }
    }

    /** The first message of this type; those before it are dropped. */
    JsonNode await(String type) throws IOException {
        for (JsonNode message = read(); message != null; message = read()) {
            if (message.path("type").asString().equals(type)) {
                return message;
            }
        }
        throw new EOFException("closed before " + type);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
