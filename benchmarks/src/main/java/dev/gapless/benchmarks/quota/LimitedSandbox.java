package dev.gapless.benchmarks.quota;

import dev.gapless.benchmarks.rig.SandboxSource;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Reading;
import dev.gapless.connector.manifest.ManifestReader;
import dev.gapless.sandbox.SandboxOptions;
import dev.gapless.sandbox.SandboxPlatform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox in this process, with a history and without new events. It counts the calls that it answers. */
final class LimitedSandbox implements AutoCloseable {

    /** Items of a page, as the sandbox's manifest says. */
    static final int USUAL_PAGE = 100;

    private static final String TRUTH_TOKEN = "quota-benchmark-truth";
    private static final String CREDENTIAL = "quota-benchmark";
    private static final int HISTORY_DAYS = 2;
    private static final int HISTORY_ITEMS = 400;
    private static final int LONG_HISTORY_ITEMS = 8_000;

    /**
     * Calls since the start.
     *
     * @param all answered ones, refused ones too
     * @param limited those refused for the limit
     */
    record CallTotals(long all, long limited) {

        CallTotals since(CallTotals before) {
            return new CallTotals(all - before.all, limited - before.limited);
        }

        /** Calls that the limit allowed. */
        long granted() {
            return all - limited;
        }

        /** 0 to 1. */
        double limitedShare() {
            return all == 0 ? 0 : (double) limited / all;
        }
    }

    private final SandboxPlatform platform;
    private final HttpClient http = HttpClient.newHttpClient();

    private LimitedSandbox(SandboxPlatform platform) {
        this.platform = platform;
    }

    static LimitedSandbox start(Path directory, int accounts) throws IOException {
        return start(directory, accounts, HISTORY_ITEMS);
    }

    /** With histories of many pages, so that walks are as long as those of a first run. */
    static LimitedSandbox startWithLongHistories(Path directory, int accounts) throws IOException {
        return start(directory, accounts, LONG_HISTORY_ITEMS);
    }

    private static LimitedSandbox start(Path directory, int accounts, int historyItems) throws IOException {
        return new LimitedSandbox(SandboxPlatform.open(
                new SandboxOptions(
                        directory,
                        "127.0.0.1",
                        0,
                        new SandboxOptions.EventOptions(17, accounts, HISTORY_DAYS, historyItems, 0),
                        new SandboxOptions.ListingOptions(null, false),
                        new SandboxOptions.AccessOptions(TRUTH_TOKEN, CREDENTIAL),
                        new SandboxOptions.EndOptions(false, Duration.ofMinutes(1))),
                () -> {},
                Clock.systemUTC()));
    }

    String url() {
        return platform.url();
    }

    /**
     * The sandbox's manifest with other limits.
     *
     * @param pause after a refusal that does not say until when
     * @param page items of a page
     */
    Connector source(int perSecond, int burst, String pause, int page) {
        return source(perSecond, burst, pause, page, false);
    }

    /** @param pool accounts without a credential are read with those of the source */
    Connector source(int perSecond, int burst, String pause, int page, boolean pool) {
        String manifest = new String(SandboxSource.manifest(), StandardCharsets.UTF_8)
                .replace("127.0.0.1:9190", url().substring("http://".length()))
                .replace(
                        "rate: {per-second: 20, burst: 20, pause: 5s}",
                        "rate: {per-second: %d, burst: %d, pause: %s}%s"
                                .formatted(perSecond, burst, pause, pool ? "\n  pool: true" : ""))
                .replace(
                        "page-size: {parameter: limit, value: %d}".formatted(USUAL_PAGE),
                        "page-size: {parameter: limit, value: %d}".formatted(page));
        return switch (ManifestReader.read(manifest.getBytes(StandardCharsets.UTF_8))) {
            case Reading.Accepted(Connector connector) -> connector;
            case Reading.Refused refused -> throw new IllegalStateException("manifest: " + refused.problems());
        };
    }

    static String account(int number) {
        return "acc-%04d".formatted(number + 1);
    }

    static String credential(String account) {
        return CREDENTIAL + "-" + account;
    }

    /**
     * What each credential may ask for from now on.
     *
     * @param told answers have headers that say what is left
     * @param shared a credential opens all accounts
     */
    void limit(int perSecond, int burst, boolean told, boolean shared) throws IOException, InterruptedException {
        send(request("/admin/v1/limit")
                .POST(BodyPublishers.ofString("{\"perSecond\":%d,\"burst\":%d,\"told\":%b,\"shared\":%b}"
                        .formatted(perSecond, burst, told, shared)))
                .build());
    }

    CallTotals calls() throws IOException, InterruptedException {
        JsonNode counted = JsonMapper.shared()
                .readTree(send(request("/truth/v1/calls").GET().build()));
        return new CallTotals(
                counted.get("requests").asLong(), counted.get("limited").asLong());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path)).header("Authorization", "Bearer " + TRUTH_TOKEN);
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("%s: status %d: %s".formatted(request.uri(), answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    @Override
    public void close() throws IOException {
        http.close();
        platform.close();
    }
}
