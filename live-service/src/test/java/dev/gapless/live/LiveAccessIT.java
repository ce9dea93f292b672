package dev.gapless.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.live.LiveChangeClient;
import dev.gapless.common.position.StreamId;
import dev.gapless.live.tickets.ForeignTicketSigner;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which connections and requests are accepted or refused, and how they end. */
class LiveAccessIT {

    private static final String PAGE = "https://console.example.org";

    /** Changes, of so many characters, that are more than the kernel keeps for a client that does not read. */
    private static final int MANY = 500;

    private static final int LONG = 20_000;

    /** So that no client is cut because the machine is too busy for an answer. */
    private static final String SELDOM_ASKED = "seldom-asked";

    /** For what takes two seconds on a machine that has nothing else to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final ChangeTopicWriter writer = new ChangeTopicWriter();
    private final StreamId channel = new StreamId("it", TestServers.unique("acc"), "posts");
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private LiveReplica replica;

    LiveAccessIT() throws ExecutionException, InterruptedException {}

    @BeforeEach
    void start(TestInfo test) throws IOException {
        replica = LiveReplica.start(
                directory,
                writer.servers(),
                "--gapless.live.access.allowed-origins=" + PAGE,
                "--gapless.live.access.ticket-life=20s",
                "--gapless.live.socket.heartbeat=" + (test.getTags().contains(SELDOM_ASKED) ? "5m" : "500ms"),
                "--gapless.live.socket.subscriptions=2",
                "--gapless.live.socket.message-size=4KB",
                "--gapless.live.socket.send-timeout=2s",
                "--gapless.live.http.poll=300ms");
    }

    @AfterEach
    void close() {
        http.close();
        replica.stop();
        writer.close();
    }

    @Test
    void a_socket_opens_with_a_ticket_and_from_an_allowed_page_only() throws Exception {
        String ticket = ticket("");
        awaitReady(ticket);
        assertThat(refused(socket(ticket), "https://evil.example.org")).isEqualTo(403);
        assertThat(refused(socket("forged." + ticket.substring(ticket.indexOf('.') + 1)), null))
                .isEqualTo(401);
        HttpResponse<String> anonymous = http.send(
                HttpRequest.newBuilder(replica.address().resolve("/v1/live/tickets"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertThat(anonymous.statusCode()).isEqualTo(401);
        Duration minute = Duration.ofMinutes(1);
        assertThat(refused(
                        socket(ForeignTicketSigner.sign(LiveReplica.SERVICES_TOKEN, Duration.ofMillis(-1), minute)),
                        null))
                .isEqualTo(401);
        SocketLog brief = new SocketLog();
        open(ForeignTicketSigner.sign(LiveReplica.SERVICES_TOKEN, minute, Duration.ofMillis(100)), null, brief);
        await().until(() -> brief.closed() == 4001);

        SocketLog log = new SocketLog();
        WebSocket page = open(ticket, PAGE, log);
        String numbered =
                "{\"type\":\"subscribe\",\"id\":\"m1\",\"channels\":[{\"channel\":\"%s\"}]}".formatted(channel);
        say(page, numbered);
        // the client did not see the acknowledgement in time
        say(page, numbered);
        await().until(() -> log.count("ack") == 2);
        assertThat(log.count("subscribed")).isEqualTo(1);
        assertThat(log.first("ack").path("id").asString()).isEqualTo("m1");
        SocketLog filtered = new SocketLog();
        WebSocket part = open(ticket, PAGE, filtered);
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
        WebSocket binary = http.newWebSocketBuilder()
                .subprotocols("gapless.v1.msgpack")
                .buildAsync(socket(ticket), packed)
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
    void what_cannot_be_understood_or_is_not_allowed_is_answered_with_a_code() throws Exception {
        String ticket = ticket("{\"channels\":[\"it/*/posts\"]}");
        awaitReady(ticket);
        HeardChanges neighbour = new HeardChanges();
        LiveChangeClient neighbourClient = LiveChangeClients.quick(List.of(replica.address()), neighbour);
        neighbourClient.subscribe(channel, "");
        await().until(() -> !neighbour.messages("subscribed").isEmpty());
        writer.write(channel, 0, 50);
        SocketLog log = new SocketLog();
        WebSocket client = open(ticket, null, log);
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
        WebSocket flood = open(ticket, null, flooded);
        for (int i = 0; i < 2_000 && flooded.closed() == 0; i++) {
            flood.sendText("{\"type\":\"ping\"}", true)
                    .exceptionally(e -> flood)
                    .join();
        }
        await().until(() -> flooded.closed() == 4029);
        SocketLog large = new SocketLog();
        open(ticket, null, large).sendText("x".repeat(10_000), true).join();
        await().until(() -> large.closed() == 1009);
        writer.write(channel, 50, 50);
        await().until(() -> neighbour.items().size() == 100);
        assertThat(neighbour.items()).doesNotHaveDuplicates();
        assertThat(neighbour.messages("connected")).hasSize(1);
        neighbourClient.close();
    }

    @Test
    @Tag(SELDOM_ASKED)
    @Timeout(120)
    void who_does_not_read_is_cut_and_resumes_and_its_neighbour_loses_nothing() throws Exception {
        String ticket = ticket("");
        awaitReady(ticket);
        HeardChanges prompt = new HeardChanges();
        String stalledAt;
        List<String> stalledHeard = new ArrayList<>();
        try (LiveChangeClient neighbour = LiveChangeClients.quick(List.of(replica.address()), prompt);
                UnhurriedSocket stalled = new UnhurriedSocket(socket(ticket))) {
            neighbour.subscribe(channel, "");
            await().until(() -> !prompt.messages("subscribed").isEmpty());
            stalled.say(subscription(channel));
            stalledAt = stalled.await("subscribed").path("offset").asString();
            // it goes on talking, and so notices when it is cut
            Thread talking = Thread.startVirtualThread(() -> talk(stalled));

            writer.writeLong(channel, MANY, LONG);
            assertThat(talking.join(PATIENCE)).as("cut").isTrue();
            await().untilAsserted(() -> assertThat(replica.closed()).containsKey("slow"));
            for (JsonNode message = stalled.read(); message != null; message = stalled.read()) {
                stalledHeard.addAll(items(message));
                stalledAt = message.has("batches")
                        ? message.path("batches").get(0).path("offset").asString()
                        : message.path("offset").asString(stalledAt);
            }
            assertThat(stalledHeard).hasSizeLessThan(MANY);
            // on a busy machine it may be too slow as well; then it resumes
            await().atMost(PATIENCE).until(() -> prompt.items().size() >= MANY);
            assertThat(prompt.items()).doesNotHaveDuplicates().hasSize(MANY);
        }
        HeardChanges resumed = new HeardChanges();
        try (LiveChangeClient again = LiveChangeClients.quick(List.of(replica.address()), resumed)) {
            again.subscribe(channel, stalledAt);
            await().atMost(PATIENCE).until(() -> resumed.items().size() + stalledHeard.size() >= MANY);
            assertThat(Stream.concat(stalledHeard.stream(), resumed.items().stream()))
                    .doesNotHaveDuplicates()
                    .hasSize(MANY);
            assertThat(resumed.resets()).isEmpty();
        }
    }

    private static void talk(UnhurriedSocket client) {
        try {
            while (true) {
                client.say("{\"type\":\"pong\"}");
                Thread.sleep(100);
            }
        } catch (IOException e) {
            // the server has cut the connection, as it is to
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] packedSubscription(StreamId channel) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(2).packString("type").packString("subscribe").packString("channels");
            packer.packArrayHeader(1).packMapHeader(1).packString("channel").packString(channel.key());
            return packer.toByteArray();
        }
    }

    private static String subscription(StreamId channel) {
        return "{\"type\":\"subscribe\",\"channels\":[{\"channel\":\"%s\"}]}".formatted(channel);
    }

    @Test
    void a_stop_sends_everybody_elsewhere() throws Exception {
        SocketLog log = new SocketLog();
        String ticket = ticket("");
        awaitReady(ticket);
        var _ = open(ticket, null, log);
        await().until(() -> log.has("connected"));
        long before = System.nanoTime();
        replica.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
        await().until(() -> log.closed() == 1001);
        assertThat(log.first("server_going_away").path("retry_after_millis").isNumber())
                .isTrue();
    }

    @Test
    void long_polling_and_events_continue_what_a_socket_began() throws Exception {
        String offset;
        HeardChanges heard = new HeardChanges();
        try (LiveChangeClient client = LiveChangeClients.quick(List.of(replica.address()), heard)) {
            client.subscribe(channel, "");
            await().until(() -> !heard.messages("subscribed").isEmpty());
            writer.write(channel, 0, 2);
            await().until(() -> heard.items().size() == 2);
            offset = client.offset(channel);
        }
        writer.write(channel, 2, 3);
        HttpResponse<String> first = poll("offset=" + offset);
        assertThat(first.statusCode()).isEqualTo(200);
        String next = first.headers().firstValue("Stream-Next-Offset").orElseThrow();
        assertThat(items(json.readTree(first.body()))).containsExactlyInAnyOrder("2", "3", "4");
        HttpResponse<String> nothing = poll("offset=" + next);
        assertThat(nothing.statusCode()).isEqualTo(204);
        assertThat(nothing.headers().firstValue("Stream-Up-To-Date")).contains("true");
        HttpResponse<String> part =
                poll("offset=" + offset + "&filter=" + encoded("[{\"field\":\"/n\",\"op\":\"gt\",\"value\":3}]"));
        assertThat(items(json.readTree(part.body()))).containsExactly("4");
        assertThat(poll("offset=" + offset + "&filter=1").statusCode()).isEqualTo(400);
        assertThat(poll("offset=other:0.0.0.0").statusCode()).isEqualTo(410);
        assertThat(json.readTree(poll("").body()).path("type").asString()).isEqualTo("subscribed");

        writer.write(channel, 5, 1);
        HttpRequest events = HttpRequest.newBuilder(streamUrl("live=sse"))
                .header("Last-Event-ID", next)
                .build();
        try (var lines = http.send(events, BodyHandlers.ofLines()).body()) {
            List<String> data = lines.filter(line -> line.startsWith("data: "))
                    .limit(2)
                    .map(line -> line.substring("data: ".length()))
                    .toList();
            assertThat(json.readTree(data.getFirst()).path("recovered").asBoolean())
                    .isTrue();
            assertThat(json.readTree(data.get(1)).path("change").path("item").asString())
                    .isEqualTo("5");
        }
    }

    @Test
    void a_client_of_durable_streams_reads_from_the_beginning_waits_and_goes_on() throws Exception {
        awaitReady(ticket(""));
        assertThat(durable("", "").body()).isEqualTo("[]");
        writer.write(channel, 0, 3);
        await().until(() -> json.readTree(durable("", "").body()).size() == 3);
        HttpResponse<String> all = durable("offset=-1", "");
        assertThat(all.headers().firstValue("Stream-Up-To-Date")).contains("true");
        assertThat(all.headers().firstValue("Cache-Control")).contains("private, no-cache");
        String known = header(all, "ETag");
        HttpResponse<String> same = durable("", known);
        assertThat(same.statusCode()).isEqualTo(304);
        String end = header(same, "Stream-Next-Offset");
        assertThat(durable("offset=" + end, "").body()).isEqualTo("[]");
        assertThat(durable("offset=now", "").headers().firstValue("Cache-Control"))
                .contains("no-store");

        HttpResponse<String> waited = durable("live=long-poll&cursor=7&offset=" + end, "");
        assertThat(waited.statusCode()).isEqualTo(204);
        assertThat(header(waited, "Stream-Up-To-Date")).isEqualTo("true");
        String again = header(
                durable("live=long-poll&offset=now&cursor=" + header(waited, "Stream-Cursor"), ""), "Stream-Cursor");
        assertThat(Long.parseLong(again)).isGreaterThan(Long.parseLong(header(waited, "Stream-Cursor")));

        writer.write(channel, 3, 2);
        HttpRequest events =
                HttpRequest.newBuilder(durablePath("live=sse&offset=" + end)).build();
        try (var lines = http.send(events, BodyHandlers.ofLines()).body()) {
            List<String> said =
                    lines.filter(line -> line.startsWith("data:")).limit(2).toList();
            assertThat(said.getFirst()).contains("\"item\":\"3\"");
            assertThat(said.getLast()).contains("\"streamNextOffset\"").contains("\"streamCursor\"");
        }
        HttpRequest head = HttpRequest.newBuilder(durablePath("")).HEAD().build();
        assertThat(header(http.send(head, BodyHandlers.ofString()), "Stream-Next-Offset"))
                .isGreaterThan(end);
    }

    @Test
    void what_durable_streams_do_not_allow_is_refused() throws Exception {
        awaitReady(ticket(""));
        for (String query : List.of(
                "offset=", "offset=0,1", "offset=a&offset=b", "live=long-poll", "live=sse", "live=often&offset=now")) {
            assertThat(durable(query, "").statusCode()).as(query).isEqualTo(400);
        }
        assertThat(durable("offset=other:a0.a0.a0.a0", "").statusCode()).isEqualTo(410);
        URI without = replica.address().resolve("/v1/live/durable-streams/" + channel);
        assertThat(http.send(HttpRequest.newBuilder(without).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        HttpRequest append = HttpRequest.newBuilder(durablePath(""))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(http.send(append, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private URI durablePath(String query) throws IOException, InterruptedException {
        return replica.address()
                .resolve("/v1/live/durable-streams/%s?ticket=%s&%s".formatted(channel, encoded(ticket("")), query));
    }

    private HttpResponse<String> durable(String query, String known) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(durablePath(query));
        if (!known.isEmpty()) {
            request.header("If-None-Match", known);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private List<String> items(JsonNode message) {
        List<String> items = new ArrayList<>();
        if (message.has("change")) {
            items.add(message.path("change").path("item").asString());
        }
        message.path("batches")
                .forEach(batch -> batch.path("changes")
                        .forEach(change -> items.add(change.path("item").asString())));
        return items;
    }

    private HttpResponse<String> poll(String query) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(streamUrl(query)).build(), BodyHandlers.ofString());
    }

    private URI streamUrl(String query) throws IOException, InterruptedException {
        return replica.address()
                .resolve("/v1/live/streams/%s?ticket=%s&%s".formatted(channel, encoded(ticket("")), query));
    }

    private void awaitReady(String ticket) {
        await().until(() -> {
            URI url = replica.address().resolve("/v1/live/streams/it/a/posts?ticket=" + encoded(ticket));
            return http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        });
    }

    private String ticket(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(replica.address().resolve("/v1/live/tickets"))
                .header("Authorization", "Bearer " + LiveReplica.TOKEN.reveal())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return json.readTree(http.send(request, BodyHandlers.ofString()).body())
                .path("ticket")
                .asString();
    }

    private URI socket(String ticket) {
        return URI.create("ws://" + replica.address().getAuthority() + "/v1/live/socket?ticket=" + encoded(ticket));
    }

    private WebSocket open(String ticket, @Nullable String origin, SocketLog log) {
        return builder(origin).buildAsync(socket(ticket), log).join();
    }

    private WebSocket.Builder builder(@Nullable String origin) {
        WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("gapless.v1.json");
        return origin == null ? builder : builder.header("Origin", origin);
    }

    private int refused(URI url, @Nullable String origin) {
        try {
            builder(origin).buildAsync(url, new SocketLog()).join();
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

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
