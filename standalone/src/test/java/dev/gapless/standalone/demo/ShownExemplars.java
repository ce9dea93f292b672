package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.SuiteService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Buckets of the latency histogram name traces, when they are read as OpenMetrics. */
final class ShownExemplars {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern BUCKET =
            Pattern.compile("gapless_end_to_end_seconds_bucket\\{[^}]*} \\d+ # \\{[^}]*trace_id=\"([0-9a-f]{32})\"");

    private ShownExemplars() {}

    /** The trace that a bucket names is one whose spans were received. */
    static void assertShown(GaplessSuite suite, OtlpReceiver traces) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Optional<String> trace = trace(suite);
            assertThat(trace).as("a trace in a bucket").isPresent();
            assertThat(traces.ofTrace(trace.orElseThrow()))
                    .as("spans of the trace")
                    .isNotEmpty();
        });
    }

    private static Optional<String> trace(GaplessSuite suite) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String page = http.send(
                            HttpRequest.newBuilder(
                                            URI.create(suite.url(SuiteService.PROCESSOR) + "/actuator/prometheus"))
                                    .header("Accept", "application/openmetrics-text; version=1.0.0; charset=utf-8")
                                    .header(
                                            "Authorization",
                                            "Bearer "
                                                    + Files.readString(
                                                                    suite.home().serviceToken())
                                                            .strip())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(page.lines().filter(line -> line.contains(" # {")))
                    .as("Prometheus 2 refuses a page with exemplars elsewhere")
                    .allMatch(line -> line.matches("[a-z_]+_(bucket|total)[{ ].*"));
            Matcher bucket = BUCKET.matcher(page);
            return bucket.find() ? Optional.of(bucket.group(1)) : Optional.empty();
        }
    }
}
