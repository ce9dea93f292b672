package dev.gapless.standalone.api;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a Prometheus. */
public final class PrometheusApi {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    public PrometheusApi(String url) {
        this.url = url;
    }

    /**
     * The series of an instant query, now.
     *
     * @throws IOException when it does not answer, or refuses the expression
     */
    public List<JsonNode> query(String expression) throws IOException, InterruptedException {
        return results("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    }

    /**
     * The series of a range query.
     *
     * @param stepSeconds between two values
     * @throws IOException when it does not answer, or refuses the expression
     */
    public List<JsonNode> range(String expression, Instant from, Instant to, int stepSeconds)
            throws IOException, InterruptedException {
        return results("/api/v1/query_range?query=%s&start=%d&end=%d&step=%d"
                .formatted(
                        URLEncoder.encode(expression, StandardCharsets.UTF_8),
                        from.getEpochSecond(),
                        to.getEpochSecond(),
                        stepSeconds));
    }

    private List<JsonNode> results(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
        String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        JsonNode root = JsonMapper.shared().readTree(answer);
        if (!root.path("status").asString("").equals("success")) {
            throw new IOException("Prometheus refuses %s: %s".formatted(path, answer));
        }
        List<JsonNode> results = new ArrayList<>();
        root.get("data").get("result").forEach(results::add);
        return results;
    }
}
