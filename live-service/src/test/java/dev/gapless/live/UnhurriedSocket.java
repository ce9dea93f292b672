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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A WebSocket of which nothing is read but what a test reads, so that the server has to wait. For one thread. */
final class UnhurriedSocket implements AutoCloseable {

    /** The kernel holds little for a client with such a window. A smaller one than a segment makes the sender wait. */
    private static final int WINDOW = 262_144;

    private static final int LAST = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int PATIENCE_MILLIS = 20_000;

    private final JsonMapper json = new JsonMapper();
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private int closed;

    UnhurriedSocket(URI url) throws IOException {
        socket.setReceiveBufferSize(WINDOW);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1_024));
        socket.getOutputStream().write("""
                        GET %s?%s HTTP/1.1\r
                        Host: %s\r
                        Upgrade: websocket\r
                        Connection: Upgrade\r
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                        Sec-WebSocket-Version: 13\r
                        Sec-WebSocket-Protocol: gapless.v1.json\r
                        \r
                        """.formatted(url.getPath(), url.getRawQuery(), url.getAuthority())
                .getBytes(ISO_8859_1));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        if (!head.toString(ISO_8859_1).startsWith("HTTP/1.1 101")) {
            throw new IOException(head.toString(ISO_8859_1));
        }
    }

    void say(String message) throws IOException {
        byte[] text = message.getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(text.length + 8).put((byte) (LAST | TEXT));
        if (text.length < LENGTH_16) {
            frame.put((byte) (0x80 | text.length));
        } else {
            frame.put((byte) (0x80 | LENGTH_16)).putShort((short) text.length);
        }
        // a mask of zeros changes nothing
        frame.putInt(0).put(text);
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    /** Null when the connection has ended. */
    @Nullable
    JsonNode read() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            int head;
            byte[] payload;
            try {
                head = in.readUnsignedByte();
                int length = in.readUnsignedByte();
                payload = new byte
                        [length == LENGTH_16
                                ? in.readUnsignedShort()
                                : length == LENGTH_64 ? Math.toIntExact(in.readLong()) : length];
                in.readFully(payload);
            } catch (EOFException | SocketException e) {
                return null;
            }
            int kind = head & 0xf;
            if (kind == TEXT || kind == CONTINUATION) {
                text.writeBytes(payload);
                if ((head & LAST) != 0) {
                    return json.readTree(text.toByteArray());
                }
            }
            if (kind == CLOSE) {
                closed = ByteBuffer.wrap(payload).getShort();
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

    /** The code that it was closed with; 0 when no code has come. */
    int closed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
