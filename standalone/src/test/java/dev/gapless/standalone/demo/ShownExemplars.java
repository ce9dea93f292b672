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
import java.util.List;
import java.util.regex.Pattern;

/** Buckets of the latency histogram name traces, when they are read as OpenMetrics. */
final class ShownExemplars {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern BUCKET =
            Pattern.compile("gapless_end_to_end_seconds_bucket\\{[^}]*} \\d+ # \\{[^}]*trace_id=\"([0-9a-f]{32})\"");

    private ShownExemplars() {}

    /** Buckets name traces, one at least whose spans were received. Others may be older than those. */
    static void assertShown(GaplessSuite suite, ReceivedSpans traces) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<String> named = named(suite);
            assertThat(named).as("traces in buckets").isNotEmpty();
            assertThat(named)
                    .as("traces with spans")
                    .anySatisfy(trace -> assertThat(traces.ofTrace(trace)).isNotEmpty());
        });
    }

    private static List<String> named(GaplessSuite suite) throws IOException, InterruptedException {
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
            return BUCKET.matcher(page).results().map(bucket -> bucket.group(1)).toList();
        }
    }
}
