package dev.gapless.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox on a free port, and a client of it. Its generator stands still at first. */
final class RunningSandbox implements AutoCloseable {

    static final String ACCOUNT = "acc-0001";
    static final String CREDENTIAL = "cred-acc-0001";
    private static final JsonMapper JSON = JsonMapper.shared();

    final AtomicInteger keptAlive = new AtomicInteger();
    private final SandboxPlatform sandbox;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<LiveClient> clients = new ArrayList<>();

    private RunningSandbox(Path data, int accounts) throws IOException {
        this.sandbox = SandboxPlatform.open(
                new SandboxOptions(
                        data,
                        "127.0.0.1",
                        0,
                        new SandboxOptions.EventOptions(42, accounts, 30, 200, 0),
                        new SandboxOptions.ListingOptions(null, false),
                        new SandboxOptions.AccessOptions("truth-token", "cred"),
                        new SandboxOptions.EndOptions(false, Duration.ofSeconds(60))),
                keptAlive::incrementAndGet,
                Clock.systemUTC());
    }

    static RunningSandbox on(Path data) throws IOException {
        return new RunningSandbox(data, 2);
    }

    /** So that every event concerns {@link #ACCOUNT}. */
    static RunningSandbox withOneAccount(Path data) throws IOException {
        return new RunningSandbox(data, 1);
    }

    HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return http.send(request(path, token).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                request(path, "truth-token").POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create(sandbox.url() + path)).header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> page(String stream) throws IOException, InterruptedException {
        return get("/v1/accounts/%s/%s".formatted(ACCOUNT, stream), CREDENTIAL);
    }

    /** As {@link #page}, without waiting for the answer. */
    CompletableFuture<HttpResponse<String>> pageLater(String stream) {
        return http.sendAsync(
                request("/v1/accounts/%s/%s".formatted(ACCOUNT, stream), CREDENTIAL)
                        .GET()
                        .build(),
                BodyHandlers.ofString());
    }

    JsonNode generator(String state, int rate) throws IOException, InterruptedException {
        return JSON.readTree(post("/admin/v1/generator", "{\"state\":\"%s\",\"rate\":%d}".formatted(state, rate))
                .body());
    }

    /** Has versions of {@link #ACCOUNT} made; returns their lines of truth. The members may be in single quotes. */
    List<JsonNode> items(String members) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(
                "/admin/v1/items",
                "{'account':'%s',%s}".formatted(ACCOUNT, members).replace('\'', '"'));
        if (answer.statusCode() != 201) {
            throw new IOException(answer.body());
        }
        return JSON.readTree(answer.body()).get("made").valueStream().toList();
    }

    /** Orders a fault of {@link #ACCOUNT}; returns its id. */
    String fault(String kind, String more) throws IOException, InterruptedException {
        return platformFault(kind, "\"account\":\"%s\",%s".formatted(ACCOUNT, more));
    }

    /** Orders a fault of all accounts; returns its id. */
    String platformFault(String kind, String more) throws IOException, InterruptedException {
        HttpResponse<String> answer = post("/admin/v1/faults", "{\"kind\":\"%s\",%s}".formatted(kind, more));
        if (answer.statusCode() != 202) {
            throw new IOException(answer.body());
        }
        return JSON.readTree(answer.body()).get("id").asString();
    }

    JsonNode fault(String id) throws IOException, InterruptedException {
        return JSON.readTree(get("/admin/v1/faults", "truth-token").body())
                .valueStream()
                .filter(fault -> fault.get("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    List<JsonNode> truth() throws IOException, InterruptedException {
        List<JsonNode> versions = new ArrayList<>();
        int before = -1;
        while (versions.size() > before) {
            before = versions.size();
            get("/truth/v1/versions?limit=500&after=" + before, "truth-token")
                    .body()
                    .lines()
                    .map(JSON::readTree)
                    .forEach(versions::add);
        }
        return versions;
    }

    long lastSeq() throws IOException, InterruptedException {
        return JSON.readTree(get("/truth/v1/summary", "truth-token").body())
                .get("lastSeq")
                .asLong();
    }

    LiveClient connect() {
        LiveClient client = LiveClient.connect(http, sandbox.port(), ACCOUNT, CREDENTIAL);
        clients.add(client);
        return client;
    }

    /** A connection that is subscribed to all that there is. */
    LiveClient follow() {
        LiveClient client = connect();
        client.say(
                "{\"action\":\"subscribe\",\"streams\":[\"posts\",\"comments\",\"likes\",\"transactions\",\"profile\"]}");
        client.await("subscribed");
        return client;
    }

    int port() {
        return sandbox.port();
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() throws IOException {
        clients.forEach(LiveClient::abandon);
        http.shutdownNow();
        sandbox.close();
    }
}
