package dev.gapless.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.position.StreamId;
import dev.gapless.embedded.TlsFiles;
import dev.gapless.live.tickets.ForeignTicketSigner;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import tools.jackson.databind.JsonNode;

/** Which sockets are accepted or refused, what is said on them, and how they end. */
class LiveAccessIT {

    private static final String PAGE = "https://console.example.org";
    private static final int TEXT_BEGIN = 0x01;
    private static final int EMPTY_PART = 0x00;
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;
    private static final int MANY = 500;

    @TempDir
    private Path directory;

    private final ChangeTopicWriter writer = new ChangeTopicWriter();
    private final StreamId channel = new StreamId("it", TestServers.unique("acc"), "posts");
    private LiveReplica replica;
    private PlayedClients clients;

    LiveAccessIT() throws ExecutionException, InterruptedException {}

    @BeforeEach
    void start() throws IOException {
        replica = LiveReplica.start(
                directory,
                writer.servers(),
                "--gapless.live.access.allowed-origins=" + PAGE,
                "--gapless.live.access.ticket-life=10m",
                "--gapless.access.tenants.acme.live-connections=1",
                // a client that says nothing for three of them is cut
                "--gapless.live.socket.heartbeat=2s",
                "--gapless.live.socket.subscriptions=2",
                "--gapless.live.socket.message-size=4KB",
                "--gapless.live.socket.send-timeout=2s");
        clients = new PlayedClients(replica);
    }

    @AfterEach
    void close() {
        clients.close();
        replica.stop();
        writer.close();
    }

    /** What is compressed is what is sent to all clients alike, so its cost is not each client's. */
    @Test
    void who_offers_compression_has_long_batches_compressed_and_may_say_so_itself() throws Exception {
        String ticket = clients.ticket("");
        clients.awaitReady(ticket);
        try (UnhurriedSocket compressing = UnhurriedSocket.compressing(clients.socket(ticket));
                UnhurriedSocket plain = new UnhurriedSocket(clients.socket(ticket))) {
            String subscribe = "{\"type\":\"subscribe\",\"channels\":[{\"channel\":\"%s\"}]}".formatted(channel);
            compressing.sayCompressed(subscribe);
            compressing.await("subscribed");
            plain.say(subscribe);
            plain.await("subscribed");
            assertThat(compressing.compressed()).isZero();
            writer.writeLong(channel, 0, 1, 5_000);
            JsonNode change = compressing.await("change");
            assertThat(compressing.compressed()).isEqualTo(1);
            assertThat(change).isEqualTo(plain.await("change"));
            compressing.sayCompressed("{\"type\":\"ping\",\"at\":42,\"more\":\"%s\"}".formatted("x".repeat(100_000)));
            assertThat(compressing.awaitClosed()).isEqualTo(1009);
        }
    }

    @Test
    void a_socket_opens_with_a_ticket_and_from_an_allowed_page_only() throws Exception {
        String ticket = clients.ticket("");
        clients.awaitReady(ticket);
        assertThat(refused(clients.socket(ticket), "https://evil.example.org")).isEqualTo(403);
        assertThat(refused(clients.socket("forged." + ticket.substring(ticket.indexOf('.') + 1)), null))
                .isEqualTo(401);
        HttpResponse<String> anonymous = clients.http()
                .send(
                        HttpRequest.newBuilder(replica.address().resolve("/v1/live/tickets"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        assertThat(anonymous.statusCode()).isEqualTo(401);
        Duration minute = Duration.ofMinutes(1);
        assertThat(refused(
                        clients.socket(
                                ForeignTicketSigner.sign(LiveReplica.SERVICES_TOKEN, Duration.ofMillis(-1), minute)),
                        null))
                .isEqualTo(401);
        SocketLog brief = new SocketLog();
        clients.open(ForeignTicketSigner.sign(LiveReplica.SERVICES_TOKEN, minute, Duration.ofMillis(100)), null, brief);
        await().until(() -> brief.closed() == 4001);

        String ofATenant = ForeignTicketSigner.sign(LiveReplica.SERVICES_TOKEN, minute, minute, "acme");
        SocketLog only = new SocketLog();
        WebSocket sole = clients.open(ofATenant, null, only);
        await().until(() -> only.has("connected"));
        assertThat(refused(clients.socket(ofATenant), null)).as("a second one").isEqualTo(429);
        sole.abort();

        SocketLog log = new SocketLog();
        WebSocket page = clients.open(ticket, PAGE, log);
        String numbered =
                "{\"type\":\"subscribe\",\"id\":\"m1\",\"channels\":[{\"channel\":\"%s\"}]}".formatted(channel);
        say(page, numbered);
        // the client did not see the acknowledgement in time
        say(page, numbered);
        await().until(() -> log.count("ack") == 2);
        assertThat(log.count("subscribed")).isEqualTo(1);
        assertThat(log.first("ack").path("id").asString()).isEqualTo("m1");
        SocketLog filtered = new SocketLog();
        WebSocket part = clients.open(ticket, PAGE, filtered);
        say(
                part,
                "{\"type\":\"subscribe\",\"channels\":[{\"channel\":\"%s\",\"latest\":true,\"filter\":[{\"field\":\"/n\",\"op\":\"gte\",\"value\":2}]}]}"
                        .formatted(channel));
        await().until(() -> filtered.has("subscribed"));
        writer.write(channel, 0, 3);
        await().until(() -> filtered.has("change"));
        assertThat(filtered.firstChange().path("item").asString()).isEqualTo("2");
        assertThat(filtered.has("batch_update")).isFalse();
        part.abort();
        SocketLog packed = new SocketLog();
        WebSocket binary = clients.http()
                .newWebSocketBuilder()
                .subprotocols("gapless.v1.msgpack")
                .buildAsync(clients.socket(ticket), packed)
                .join();
        binary.sendBinary(ByteBuffer.wrap(packedSubscription(channel)), true).join();
        await().until(() -> packed.has("subscribed"));
        assertThat(packed.first("connected").path("protocol").asString()).isEqualTo("gapless.v1.msgpack");
        writer.write(channel, 3, 1);
        await().until(() -> packed.has("change"));
        assertThat(packed.firstChange().path("item").asString()).isEqualTo("3");
        assertThat(packed.firstChange().path("version").asString()).isEqualTo("9007199254740993");
        assertThat(packed.firstChange().path("data").path("text").asString()).isEqualTo("für \"dich\"");
        say(binary, "{\"type\":\"ping\"}");
        await().until(() -> packed.closed() == 1003);
        await().until(() -> log.has("batch_update") || log.has("change"));
        JsonNode change = log.firstChange();
        assertThat(change.path("version").asString()).isEqualTo("9007199254740993");
        assertThat(change.path("data").path("text").asString()).isEqualTo("für \"dich\"");
        assertThat(change.path("backfilled").asBoolean()).isFalse();
        await().until(() -> log.has("ping"));
        assertThat(log.first("ping").path("offset").asString()).contains(":");
        page.abort();
    }

    @Test
    void frames_and_handshakes_are_answered_as_the_protocol_says() throws Exception {
        String ticket = clients.ticket("");
        clients.awaitReady(ticket);
        URI url = clients.socket(ticket);
        assertThat(UnhurriedSocket.answer(url, UnhurriedSocket.KEY, "8"))
                .startsWith("HTTP/1.1 426")
                .contains("Sec-WebSocket-Version: 13");
        assertThat(UnhurriedSocket.answer(url, "c2hvcnQ=", "13")).startsWith("HTTP/1.1 400");
        assertThat(UnhurriedSocket.answer(url, UnhurriedSocket.KEY, "13"))
                .startsWith("HTTP/1.1 101")
                .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        try (UnhurriedSocket client = new UnhurriedSocket(url)) {
            client.send(PING, "abc".getBytes(UTF_8));
            assertThat(client.awaitPong()).asString(UTF_8).isEqualTo("abc");
            client.send(CLOSE, closeCode(4321));
            assertThat(client.awaitClosed()).isEqualTo(4321);
        }
        assertThat(closedFor(url, CLOSE, closeCode(1005))).isEqualTo(1002);
        assertThat(closedFor(url, CLOSE, new byte[1])).isEqualTo(1002);
        assertThat(closedFor(url, 0x83, new byte[0])).isEqualTo(1002);
        assertThat(closedFor(url, TEXT, new byte[] {(byte) 0xff})).isEqualTo(1007);
        flood(url, PONG);
        flood(url, EMPTY_PART);
    }

    private static byte[] closeCode(int code) {
        return ByteBuffer.allocate(2).putShort((short) code).array();
    }

    private static int closedFor(URI url, int first, byte[] payload) throws IOException {
        try (UnhurriedSocket client = new UnhurriedSocket(url)) {
            client.send(first, payload);
            return client.awaitClosed();
        }
    }

    /** Frames that say nothing are counted, and a client that goes on with them is cut. */
    private static void flood(URI url, int first) throws IOException {
        try (UnhurriedSocket client = new UnhurriedSocket(url)) {
            client.send(TEXT_BEGIN, new byte[0]);
            for (int frame = 0; frame < 100; frame++) {
                client.send(first, new byte[0]);
            }
            assertThat(client.awaitClosed()).isEqualTo(4029);
            assertThatThrownBy(() -> {
                        // buffers of both ends take a million frames, so a busy service may cut it later
                        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                        while (System.nanoTime() < end) {
                            client.send(first, new byte[0]);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void a_client_over_tls_reads_late_and_hears_all() throws Exception {
        TlsFiles tls = TlsFiles.create(directory.resolve("tls"));
        try (LiveReplica secure = LiveReplica.start(
                directory,
                writer.servers(),
                "--gapless.live.socket.heartbeat=5m",
                "--gapless.live.socket.send-timeout=30s",
                "--spring.ssl.bundle.pem.services.keystore.certificate="
                        + tls.certificate().toUri(),
                "--spring.ssl.bundle.pem.services.keystore.private-key="
                        + tls.key().toUri(),
                "--server.ssl.bundle=services")) {
            Duration life = Duration.ofMinutes(10);
            URI url = URI.create("wss://%s/v1/live/socket?ticket=%s"
                    .formatted(
                            secure.address().getAuthority(),
                            PlayedClients.encoded(ForeignTicketSigner.sign(LiveReplica.SERVICES_TOKEN, life, life))));
            SSLContext believed = believing(tls);
            // until the log was read
            await().ignoreExceptions().until(() -> {
                new UnhurriedSocket(url, believed).close();
                return true;
            });
            try (UnhurriedSocket prompt = new UnhurriedSocket(url, believed);
                    UnhurriedSocket late = new UnhurriedSocket(url, believed)) {
                for (UnhurriedSocket client : List.of(prompt, late)) {
                    client.say(PlayedClients.subscription(channel));
                    client.await("subscribed");
                }
                // more than the kernel keeps for a client that does not read
                writer.writeLong(channel, 0, MANY, 20_000);
                List<String> expected =
                        IntStream.range(0, MANY).mapToObj(Integer::toString).toList();
                assertThat(items(prompt)).containsExactlyInAnyOrderElementsOf(expected);
                late.send(PING, "abc".getBytes(UTF_8));
                assertThat(items(late)).containsExactlyInAnyOrderElementsOf(expected);
                late.send(PING, "def".getBytes(UTF_8));
                assertThat(late.awaitPong()).asString(UTF_8).isEqualTo("def");
                late.send(CLOSE, closeCode(1000));
                assertThat(late.awaitClosed()).isEqualTo(1000);
            }
            assertThat(secure.closed()).isEmpty();
        }
    }

    private static List<String> items(UnhurriedSocket client) throws IOException {
        List<String> items = new ArrayList<>();
        while (items.size() < MANY) {
            items.addAll(PlayedClients.items(Objects.requireNonNull(client.read())));
        }
        return items;
    }

    private static SSLContext believing(TlsFiles tls) {
        return SslBundle.of(new PemSslStoreBundle(
                        null,
                        PemSslStoreDetails.forCertificate(
                                tls.authority().toUri().toString())))
                .createSslContext();
    }

    @Test
    void what_cannot_be_understood_or_is_not_allowed_is_answered_with_a_code() throws Exception {
        String ticket = clients.ticket("{\"channels\":[\"it/*/posts\"]}");
        clients.awaitReady(ticket);
        HeardChanges neighbour = new HeardChanges();
        LiveChangeClient neighbourClient = LiveChangeClients.quick(List.of(replica.address()), neighbour);
        neighbourClient.subscribe(channel, "");
        await().until(() -> !neighbour.messages("subscribed").isEmpty());
        writer.write(channel, 0, 50);
        SocketLog log = new SocketLog();
        WebSocket client = clients.open(ticket, null, log);
        say(client, "garbage");
        say(client, "{\"type\":\"shout\"}");
        say(client, "{\"type\":\"subscribe\",\"channels\":[{\"channel\":\"it/a\"}]}");
        say(client, "{\"type\":\"subscribe\",\"channels\":[{\"channel\":\"it/a/likes\"}]}");
        say(
                client,
                "{\"type\":\"subscribe\",\"channels\":[{\"channel\":\"it/a/posts\"},{\"channel\":\"it/b/posts\"},{\"channel\":\"it/c/posts\"}]}");
        await().until(() -> log.codes().size() == 5);
        assertThat(log.codes())
                .containsExactly(
                        "malformed", "unknown_type", "channel_invalid", "channel_forbidden", "too_many_subscriptions");
        say(client, "{\"type\":\"shout\",\"id\":\"m2\"}");
        await().until(() -> log.has("nack"));
        assertThat(log.first("nack").path("code").asString()).isEqualTo("unknown_type");
        say(client, "{\"type\":\"ping\",\"at\":42}");
        await().until(() -> log.has("pong"));
        assertThat(log.first("pong").path("at").asLong()).isEqualTo(42);
        // in two frames, and longer than the container hands on at once
        client.sendText("{\"type\":\"ping\",", false).join();
        say(client, " ".repeat(2_000) + "\"at\":43}");
        await().until(() -> log.count("pong") == 2);
        // closed before the last of them may be sent
        for (int i = 0; i < 10; i++) {
            client.sendText("garbage", true).exceptionally(e -> client).join();
        }
        await().until(() -> log.closed() == 4002);

        SocketLog flooded = new SocketLog();
        WebSocket flood = clients.open(ticket, null, flooded);
        for (int i = 0; i < 2_000 && flooded.closed() == 0; i++) {
            flood.sendText("{\"type\":\"ping\"}", true)
                    .exceptionally(e -> flood)
                    .join();
        }
        await().until(() -> flooded.closed() == 4029);
        SocketLog large = new SocketLog();
        clients.open(ticket, null, large).sendText("x".repeat(10_000), true).join();
        await().until(() -> large.closed() == 1009);
        writer.write(channel, 50, 50);
        await().until(() -> neighbour.items().size() == 100);
        assertThat(neighbour.items()).doesNotHaveDuplicates();
        assertThat(neighbour.messages("connected")).hasSize(1);
        neighbourClient.close();
    }

    @Test
    void a_stop_sends_everybody_elsewhere() throws Exception {
        SocketLog log = new SocketLog();
        String ticket = clients.ticket("");
        clients.awaitReady(ticket);
        var _ = clients.open(ticket, null, log);
        await().until(() -> log.has("connected"));
        replica.stop();
        await().until(() -> log.closed() == 1001);
        assertThat(log.first("server_going_away").path("retry_after_millis").isNumber())
                .isTrue();
    }

    private static byte[] packedSubscription(StreamId channel) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(2).packString("type").packString("subscribe").packString("channels");
            packer.packArrayHeader(1).packMapHeader(1).packString("channel").packString(channel.key());
            return packer.toByteArray();
        }
    }

    private int refused(URI url, @Nullable String origin) {
        try {
            clients.builder(origin).buildAsync(url, new SocketLog()).join();
            throw new AssertionError("let in");
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refusal) {
                return refusal.getResponse().statusCode();
            }
            throw e;
        }
    }

    private static void say(WebSocket socket, String message) {
        socket.sendText(message, true).join();
    }
}
