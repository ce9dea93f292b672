package dev.gapless.testing.fuzz;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Sends random requests to one service, one after the other, and judges the answers. */
public final class FuzzRun {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int FAILED = 500;
    private static final int SHOWN = 600;

    /** A frame of a stack trace, or the name of a class that was thrown. */
    private static final Pattern TRACE = Pattern.compile(
            "\\bat [\\w.$]+\\([\\w.]*(?::\\d+)?\\)|\\b(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error)\\b");

    private final HttpClient http;
    private final String url;
    private final String token;

    /** @param token of a caller who may call every operation */
    public FuzzRun(HttpClient http, String url, String token) {
        this.http = http;
        this.url = url;
        this.token = token;
    }

    public FuzzReport run(RequestFuzzer fuzzer, int requests) throws InterruptedException {
        SortedMap<Integer, Integer> statuses = new TreeMap<>();
        Map<String, FuzzFinding> findings = new TreeMap<>();
        Set<String> operations = new HashSet<>();
        for (int sent = 0; sent < requests; sent++) {
            FuzzedRequest request = fuzzer.next();
            operations.add(request.operation());
            int status = 0;
            String answer;
            try {
                HttpResponse<String> response = http.send(built(request), BodyHandlers.ofString());
                status = response.statusCode();
                answer = response.body();
            } catch (IOException e) {
                answer = "no answer: " + e;
            }
            statuses.merge(status, 1, Integer::sum);
            if (status == 0 || status >= FAILED || TRACE.matcher(answer).find()) {
                FuzzFinding found = new FuzzFinding(request.operation(), status, example(request, answer), 1);
                findings.merge(request.operation() + status, found, (first, again) -> first.again());
            }
        }
        List<FuzzFinding> all = new ArrayList<>(findings.values());
        return new FuzzReport(requests, statuses, operations.size(), all);
    }

    private HttpRequest built(FuzzedRequest request) {
        byte[] body = request.body();
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url + request.path()))
                .timeout(TIMEOUT)
                .method(request.method(), publisher)
                .header("Authorization", "Bearer " + token);
        request.headers().forEach(builder::header);
        return builder.build();
    }

    private static String example(FuzzedRequest request, String answer) {
        byte[] body = request.body();
        String sent = body == null ? "no body" : shortened(new String(body, StandardCharsets.UTF_8));
        return "%s %s %s %s -> %s"
                .formatted(request.method(), shortened(request.path()), request.headers(), sent, shortened(answer));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
