package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SandboxIT {

    private static final String TRUTH = "truth";
    private static final String OWN = "key-acc-0001";

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Sandbox sandbox;

    @BeforeEach
    void open() throws IOException {
        sandbox = Sandbox.open(
                new SandboxOptions(directory, 0, 1, 2, 3, 600, 200, TRUTH, "key", false, Duration.ZERO),
                () -> {},
                Clock.systemUTC());
    }

    @AfterEach
    void close() throws IOException {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Test
    void each_listing_walked_to_its_end_shows_every_item_once() throws Exception {
        assertThat(walk("posts?limit=7&sort=updated&deleted=include", "/data", "cursor", "/next"))
                .isEqualTo(truth("posts"));
        assertThat(walk("transactions?limit=7", "/data", "cursor", "/paging/next"))
                .isEqualTo(truth("transactions"));
        assertThat(walk("likes?limit=7", "/likes", "since", "/next_since")).isEqualTo(truth("likes"));
    }

    @Test
    void a_confirmed_subscription_gets_every_event_from_its_time_on() throws Exception {
        List<JsonNode> messages = new CopyOnWriteArrayList<>();
        WebSocket socket = connect(messages, new AtomicBoolean());
        post("/admin/v1/generator", "{\"state\":\"running\"}");
        socket.sendText("{\"action\":\"subscribe\",\"streams\":[\"posts\",\"likes\"]}", true)
                .join();
        await().until(() -> messages.size() > 20);
        post("/admin/v1/generator", "{\"state\":\"stopped\"}");
        socket.sendText("{\"action\":\"ping\",\"timestamp\":1}", true).join();
        await().until(() -> messages.getLast().path("type").asString("").equals("pong"));

        long from = messages.getFirst().get("server_time").asLong();
        long to = messages.getLast().get("server_time").asLong();
        Set<String> heard = new HashSet<>();
        messages.stream()
                .filter(message -> message.has("event_type"))
                .forEach(event -> heard.add(event.get("object_id").asString() + "@"
                        + event.get("revision").asLong()));
        Set<String> made = new HashSet<>();
        versions().stream()
                .filter(version -> version.get("account").asString().equals("acc-0001"))
                .filter(version ->
                        Set.of("posts", "likes").contains(version.get("stream").asString()))
                .filter(version -> version.get("position").asLong() >= from
                        && version.get("position").asLong() < to)
                .forEach(version -> made.add(version.get("id").asString() + "@"
                        + version.get("version").asLong()));
        assertThat(heard).isNotEmpty().isEqualTo(made);
        socket.abort();
    }

    @Test
    void a_dropped_socket_closes_without_a_goodbye_and_is_counted() throws Exception {
        List<JsonNode> messages = new CopyOnWriteArrayList<>();
        AtomicBoolean failed = new AtomicBoolean();
        WebSocket socket = connect(messages, failed);
        socket.sendText("{\"action\":\"subscribe\",\"streams\":[\"posts\"]}", true)
                .join();
        await().until(() -> !messages.isEmpty());

        post("/admin/v1/faults", "{\"kind\":\"drop-socket\",\"count\":2}");

        await().untilTrue(failed);
        await().untilAsserted(() -> assertThat(fired("drop-socket")).isEqualTo(1));

        // the second strikes the next socket, although no event comes
        AtomicBoolean failedToo = new AtomicBoolean();
        WebSocket next = connect(messages, failedToo);
        next.sendText("{\"action\":\"subscribe\",\"streams\":[\"posts\"]}", true)
                .join();
        await().untilTrue(failedToo);
        await().untilAsserted(() -> assertThat(fired("drop-socket")).isEqualTo(2));
    }

    @Test
    void a_half_open_socket_stays_open_and_says_nothing() throws Exception {
        List<JsonNode> messages = new CopyOnWriteArrayList<>();
        WebSocket socket = connect(messages, new AtomicBoolean());
        socket.sendText("{\"action\":\"subscribe\",\"streams\":[\"posts\"]}", true)
                .join();
        await().until(() -> !messages.isEmpty());
        post("/admin/v1/faults", "{\"kind\":\"half-open\",\"count\":1,\"duration\":\"30s\"}");
        await().untilAsserted(() -> assertThat(fired("half-open")).isEqualTo(1));
        int before = messages.size();

        socket.sendText("{\"action\":\"ping\",\"timestamp\":1}", true).join();
        post("/admin/v1/generator", "{\"state\":\"running\"}");

        await().during(Duration.ofMillis(500)).until(() -> messages.size() == before);
        assertThat(socket.isOutputClosed()).isFalse();
        socket.abort();
    }

    @Test
    void storms_errors_and_slow_answers_happen_as_ordered() throws Exception {
        post("/admin/v1/faults", "{\"kind\":\"429-storm\",\"duration\":\"60s\",\"account\":\"acc-0001\"}");
        HttpResponse<String> limited = get("/v1/accounts/acc-0001/profile", OWN);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("1");
        assertThat(get("/v1/accounts/acc-0002/profile", "key-acc-0002").statusCode())
                .isEqualTo(200);

        post("/admin/v1/faults", "{\"kind\":\"5xx\",\"count\":1,\"account\":\"acc-0002\"}");
        assertThat(get("/v1/accounts/acc-0002/profile", "key-acc-0002").statusCode())
                .isEqualTo(500);
        assertThat(get("/v1/accounts/acc-0002/profile", "key-acc-0002").statusCode())
                .isEqualTo(200);
        assertThat(fired("5xx")).isEqualTo(1);

        assertThat(post("/admin/v1/faults", "{\"kind\":\"earthquake\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void nobody_sees_what_is_not_theirs() throws Exception {
        assertThat(get("/v1/accounts/acc-0001/posts", "nonsense").statusCode()).isEqualTo(401);
        assertThat(get("/v1/accounts/acc-0001/posts", "key-acc-0002").statusCode())
                .isEqualTo(403);
        assertThat(get("/truth/v1/summary", OWN).statusCode()).isEqualTo(403);
        assertThat(get("/v1/accounts/acc-0001/posts?limit=101", OWN).body())
                .contains("limit")
                .contains("expected");
    }

    @Test
    void a_credential_that_asks_too_fast_is_limited_and_told_how_much_is_left() throws Exception {
        int limited = 0;
        for (int i = 0; i < 80; i++) {
            HttpResponse<String> answer = get("/v1/accounts/acc-0001/profile", OWN);
            assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).isPresent();
            limited += answer.statusCode() == 429 ? 1 : 0;
        }
        assertThat(limited).isPositive();
        assertThat(get("/v1/accounts/acc-0002/profile", "key-acc-0002").statusCode())
                .isEqualTo(200);
    }

    private WebSocket connect(List<JsonNode> messages, AtomicBoolean failed) {
        return http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + OWN)
                .buildAsync(
                        URI.create(url().replace("http", "ws") + "/v1/accounts/acc-0001/live"),
                        new Ear(messages, failed))
                .join();
    }

    private record Ear(List<JsonNode> messages, AtomicBoolean failed) implements WebSocket.Listener {

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            messages.add(JsonMapper.shared().readTree(text.toString()));
            socket.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            failed.set(true);
        }
    }

    private Set<String> walk(String first, String items, String parameter, String next) throws Exception {
        Set<String> ids = new HashSet<>();
        String path = "/v1/accounts/acc-0001/" + first;
        while (true) {
            JsonNode page = JsonMapper.shared().readTree(slowly(path));
            page.at(items).forEach(item -> ids.add(item.get("id").asString()));
            JsonNode following = page.at(next);
            if (following.isNull()) {
                return ids;
            }
            path = "/v1/accounts/acc-0001/" + first + "&" + parameter + "=" + following.asString();
        }
    }

    /** A walker who keeps to the limit. */
    private String slowly(String path) {
        return await().pollInterval(Duration.ofMillis(50))
                .until(() -> get(path, OWN), answer -> answer.statusCode() == 200)
                .body();
    }

    private Set<String> truth(String stream) throws Exception {
        Set<String> ids = new HashSet<>();
        versions().stream()
                .filter(version -> version.get("account").asString().equals("acc-0001"))
                .filter(version -> version.get("stream").asString().equals(stream))
                .forEach(version -> ids.add(version.get("id").asString()));
        return ids;
    }

    private List<JsonNode> versions() throws Exception {
        return get("/truth/v1/versions?after=0&limit=10000", TRUTH)
                .body()
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private long fired(String kind) throws Exception {
        return JsonMapper.shared()
                .readTree(get("/admin/v1/faults", TRUTH).body())
                .valueStream()
                .filter(fault -> fault.get("kind").asString().equals(kind))
                .mapToLong(fault -> fault.get("fired").asLong())
                .sum();
    }

    private String url() {
        if (sandbox == null) {
            throw new AssertionError("not open");
        }
        return sandbox.url();
    }

    private HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Authorization", "Bearer " + TRUTH)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
