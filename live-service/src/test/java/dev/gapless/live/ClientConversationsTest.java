package dev.gapless.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.live.ChannelName;
import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.live.LiveListener;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays the recorded conversations to the client for Java. {@code conversations.test.mjs} of the TypeScript client
 * plays the same.
 */
@Timeout(180)
class ClientConversationsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final ChannelName CHANNEL = ChannelName.parse("it/a/posts");
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT = 1;
    private static final int PING = 9;

    /** Without a payload. */
    private static final byte[] PONG = {(byte) 0x8a, 0};

    private static final String HASTY = "{\"type\":\"connected\",\"heartbeat_millis\":1500}";

    /** How long the client may say nothing. */
    private static final int MOST_MILLIS = 60_000;

    private static final int LENGTH_16 = 126;
    private static final int MASK_BYTES = 4;

    static Stream<JsonNode> conversations() throws IOException {
        return JSON.readTree(Files.readString(Path.of("..", "clients", "conversations.json")))
                .valueStream();
    }

    private record Frame(int kind, String payload) {}

    /** What the client's user is told, a line each. */
    private static final class ToldLines implements LiveListener {

        final List<String> lines = new CopyOnWriteArrayList<>();
        private final List<String> items = new ArrayList<>();

        @Override
        public void change(ChannelName channel, JsonNode change, String offset) {
            lines.add("change %s %s".formatted(change.path("item").asString(), offset));
        }

        @Override
        public void reset(ChannelName channel, String reason) {
            items.clear();
            lines.add("reset " + reason);
        }

        @Override
        public void message(JsonNode message) {
            switch (message.path("type").asString()) {
                case "subscribed" ->
                    lines.add("subscribed %s %s"
                            .formatted(
                                    message.path("offset").asString(),
                                    message.path("recovered").asBoolean()));
                case "gap_open" ->
                    lines.add("gap %s %s %s %s %s %s"
                            .formatted(Stream.of("from", "to", "state", "cause", "reason", "until")
                                    .map(name -> message.path(name).asString("-"))
                                    .toArray()));
                case "snapshot" -> {
                    message.path("items")
                            .forEach(item -> items.add(item.path("item").asString() + "@"
                                    + item.path("version").asString()));
                    if (message.path("last").asBoolean()) {
                        lines.add("snapshot " + String.join(" ", items));
                        items.clear();
                    }
                }
                default -> {
                    // not told in these conversations
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void the_client_says_and_tells_what_was_recorded(JsonNode conversation) throws Exception {
        ToldLines told = new ToldLines();
        try (ServerSocket server = server();
                LiveChangeClient client = client(server, told)) {
            ChannelName channel = ChannelName.parse(conversation.path("channel").asString(CHANNEL.key()));
            client.subscribe(channel, "", conversation.path("snapshot").asBoolean(false));
            List<JsonNode> connections =
                    conversation.path("connections").valueStream().toList();
            long endedAt = System.nanoTime();
            long retryAfter = 0;
            for (int number = 0; number < connections.size(); number++) {
                try (Socket socket = accept(server)) {
                    assertThat(Duration.ofNanos(System.nanoTime() - endedAt))
                            .isGreaterThanOrEqualTo(Duration.ofMillis(retryAfter));
                    play(socket, connections.get(number), told);
                    if (number == connections.size() - 1) {
                        assertThat(client.offset(channel))
                                .isEqualTo(conversation.path("offset").asString());
                    }
                    retryAfter = connections
                            .get(number)
                            .valueStream()
                            .mapToLong(step -> step.path("server")
                                    .path("retry_after_millis")
                                    .asLong(0))
                            .sum();
                    endedAt = System.nanoTime();
                }
            }
            assertThat(told.lines)
                    .isEqualTo(conversation
                            .path("told")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList());
        }
    }

    /** Java's WebSocket does not tell each end. A service that is gone answers no ping. */
    @Test
    void a_service_that_is_silent_is_pinged_and_left_when_it_does_not_answer() throws Exception {
        ToldLines told = new ToldLines();
        try (ServerSocket server = server();
                LiveChangeClient client = client(server, told)) {
            client.subscribe(CHANNEL, "");
            try (Socket socket = accept(server)) {
                say(socket.getOutputStream(), HASTY);
                DataInputStream in = new DataInputStream(socket.getInputStream());
                assertThat(frame(in).kind()).isEqualTo(TEXT);
                for (int answered = 0; answered < 3; answered++) {
                    assertThat(frame(in).kind()).isEqualTo(PING);
                    socket.getOutputStream().write(PONG);
                }
                assertThat(frame(in).kind()).isEqualTo(PING);
                try (Socket next = accept(server)) {
                    assertThat(hear(new DataInputStream(next.getInputStream()))
                                    .path("type")
                                    .asString())
                            .isEqualTo("subscribe");
                }
            }
        }
    }

    /** What the listener does with a message may take longer than the service may be silent. */
    @Test
    void a_connection_whose_end_comes_while_a_message_is_told_is_left_too() throws Exception {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        LiveListener slow = new LiveListener() {

            @Override
            public void change(ChannelName channel, JsonNode change, String offset) {
                telling.countDown();
                await().until(() -> ended.getCount() == 0);
            }

            @Override
            public void reset(ChannelName channel, String reason) {
                throw new AssertionError(reason);
            }
        };
        try (ServerSocket server = server();
                LiveChangeClient client = client(server, slow)) {
            client.subscribe(CHANNEL, "");
            try (Socket socket = accept(server)) {
                hear(new DataInputStream(socket.getInputStream()));
                say(socket.getOutputStream(), HASTY);
                say(
                        socket.getOutputStream(),
                        "{\"type\":\"change\",\"channel\":\"it/a/posts\",\"offset\":\"e:b1\",\"change\":{\"item\":\"1\"}}");
                assertThat(telling.await(60, TimeUnit.SECONDS)).isTrue();
            }
            ended.countDown();
            try (Socket next = accept(server)) {
                JsonNode channel = hear(new DataInputStream(next.getInputStream()))
                        .path("channels")
                        .path(0);
                assertThat(channel.path("offset").asString()).isEqualTo("e:b1");
            }
        }
    }

    private static ServerSocket server() throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(MOST_MILLIS);
        return server;
    }

    private static LiveChangeClient client(ServerSocket server, LiveListener listener) {
        return new LiveChangeClient(
                List.of(URI.create("http://127.0.0.1:" + server.getLocalPort())), LiveReplica.TOKEN, listener, 5);
    }

    private static void play(Socket socket, JsonNode steps, ToldLines told) throws IOException {
        for (JsonNode step : steps) {
            if (step.has("told")) {
                await().until(() -> told.lines.size() >= step.path("told").asInt());
            } else if (step.has("client")) {
                assertThat(hear(new DataInputStream(socket.getInputStream()))).isEqualTo(step.path("client"));
            } else {
                say(
                        socket.getOutputStream(),
                        step.valueStream().findFirst().orElseThrow().toString());
            }
        }
    }

    /** The next WebSocket; a ticket is minted before it. */
    private static Socket accept(ServerSocket server) throws IOException, NoSuchAlgorithmException {
        while (true) {
            Socket socket = server.accept();
            socket.setSoTimeout(MOST_MILLIS);
            String head = head(socket);
            if (head.startsWith("GET")) {
                String key = header(head, "sec-websocket-key");
                String accepted = Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1)));
                answer(socket, """
                        HTTP/1.1 101 Switching Protocols\r
                        Upgrade: websocket\r
                        Connection: Upgrade\r
                        Sec-WebSocket-Accept: %s\r
                        Sec-WebSocket-Protocol: gapless.v1.json\r
                        \r
                        """.formatted(accepted));
                return socket;
            }
            try (socket) {
                answer(socket, """
                        HTTP/1.1 200 OK\r
                        Content-Type: application/json\r
                        Content-Length: 14\r
                        Connection: close\r
                        \r
                        {"ticket":"t"}""");
            }
        }
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed within " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String header(String head, String name) {
        return Arrays.stream(head.split("\r\n", -1))
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    private static void answer(Socket socket, String answer) throws IOException {
        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
    }

    private static void say(OutputStream out, String message) throws IOException {
        byte[] text = message.getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(text.length + 4).put((byte) 0x81);
        if (text.length < LENGTH_16) {
            frame.put((byte) text.length);
        } else {
            frame.put((byte) LENGTH_16).putShort((short) text.length);
        }
        frame.put(text);
        out.write(frame.array(), 0, frame.position());
    }

    /** The next message; frames that are no texts are dropped. */
    private static JsonNode hear(DataInputStream in) throws IOException {
        while (true) {
            Frame frame = frame(in);
            if (frame.kind() == TEXT) {
                return JSON.readTree(frame.payload());
            }
        }
    }

    private static Frame frame(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte() & 0xf;
        int length7 = in.readUnsignedByte() & 0x7f;
        int length = length7 == LENGTH_16 ? in.readUnsignedShort() : length7;
        byte[] mask = in.readNBytes(MASK_BYTES);
        byte[] payload = in.readNBytes(length);
        for (int each = 0; each < payload.length; each++) {
            payload[each] ^= mask[each % MASK_BYTES];
        }
        return new Frame(kind, new String(payload, UTF_8));
    }
}
