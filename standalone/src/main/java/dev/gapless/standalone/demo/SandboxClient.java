package dev.gapless.standalone.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox's own interface: truth, faults, generator. The followed paths are none of its business. */
final class SandboxClient {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxClient.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** One followed account. */
    record Account(String id, String credential) {}

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final String url;
    private final String token;

    SandboxClient(String url, String token) {
        this.url = url;
        this.token = token;
    }

    String url() {
        return url;
    }

    boolean healthy() throws InterruptedException {
        try {
            get("/truth/v1/summary");
            return true;
        } catch (IOException e) {
            LOG.info("sandbox-not-there url={} cause={}", url, e.getMessage());
            return false;
        }
    }

    List<Account> accounts() throws IOException, InterruptedException {
        return JSON.readTree(get("/v1/accounts"))
                .valueStream()
                .map(account -> new Account(
                        account.get("account").asString(),
                        account.get("credential").asString()))
                .toList();
    }

    JsonNode summary() throws IOException, InterruptedException {
        return JSON.readTree(get("/truth/v1/summary"));
    }

    String plan(PlannedFault fault) throws IOException, InterruptedException {
        return plan(fault.json());
    }

    /** @return the fault's id */
    String plan(String order) throws IOException, InterruptedException {
        return JSON.readTree(post("/admin/v1/faults", order)).get("id").asString();
    }

    long fired(String fault) throws IOException, InterruptedException {
        return faults().valueStream()
                .filter(one -> one.get("id").asString().equals(fault))
                .mapToLong(one -> one.get("fired").asLong())
                .sum();
    }

    /**
     * Versions to be made at once.
     *
     * @return what was made
     */
    JsonNode make(String order) throws IOException, InterruptedException {
        return JSON.readTree(post("/admin/v1/items", order)).get("made");
    }

    JsonNode faults() throws IOException, InterruptedException {
        return JSON.readTree(get("/admin/v1/faults"));
    }

    /** What each credential may ask for from now on. */
    void limit(int perSecond, int burst) throws IOException, InterruptedException {
        post("/admin/v1/limit", "{\"perSecond\":%d,\"burst\":%d}".formatted(perSecond, burst));
    }

    /**
     * Listings show nothing that is older, and say so.
     *
     * @param retention such as {@code 24h}; null for everything
     */
    void retention(@Nullable String retention) throws IOException, InterruptedException {
        post(
                "/admin/v1/retention",
                JSON.writeValueAsString(
                        JSON.createObjectNode().put("retention", retention).put("saysGone", retention != null)));
    }

    /** How often accounts' paths were asked for since the start, by kind. */
    JsonNode calls() throws IOException, InterruptedException {
        return JSON.readTree(get("/truth/v1/calls"));
    }

    void generator(boolean running, int rate) throws IOException, InterruptedException {
        post("/admin/v1/generator", "{\"state\":\"%s\",\"rate\":%d}".formatted(running ? "running" : "stopped", rate));
    }

    void keepAlive() {
        try {
            post("/admin/v1/keepalive", "");
        } catch (IOException e) {
            LOG.info("sandbox-keepalive-failed url={} cause={}", url, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws IOException also for an answer other than 2xx */
    String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest built = request.header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> answer = http.send(built, BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("%s %s: %d %s"
                    .formatted(built.method(), built.uri().getPath(), answer.statusCode(), problem(answer.body())));
        }
        return answer.body();
    }

    /** The words of a problem document, or the whole body where it is none. */
    private static String problem(String body) {
        return body.startsWith("{") ? JSON.readTree(body).path("detail").asString(body) : body;
    }
}
