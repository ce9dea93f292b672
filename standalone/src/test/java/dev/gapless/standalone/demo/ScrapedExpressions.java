package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.observability.DashboardCatalogue;
import dev.gapless.observability.MetricCatalogue;
import dev.gapless.observability.PanelEntry.PanelQuery;
import dev.gapless.observability.RuleCatalogue;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.PrometheusProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All expressions of dashboards and rules, asked of a real Prometheus that scrapes a running suite. */
final class ScrapedExpressions {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private ScrapedExpressions(String url) {
        this.url = url;
    }

    /**
     * None is refused.
     *
     * @return how many expressions of panels have data
     */
    static int check(Path program, GaplessSuite suite) throws IOException {
        try (PrometheusProcess prometheus = PrometheusProcess.start(program, suite)) {
            ScrapedExpressions scraped = new ScrapedExpressions(prometheus.url());
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(scraped.ask("count(up == 1) == 6")).isNotEmpty());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(scraped.ask("rate(gapless_slo_due_seconds_total[1m])"))
                            .as("two scrapes")
                            .isNotEmpty());
            return scraped.all();
        }
    }

    private int all() {
        List<String> expressions = new ArrayList<>();
        RuleCatalogue.load().alerts().forEach(alert -> ask(alert.expression()));
        DashboardCatalogue.load()
                .dashboards()
                .forEach(dashboard -> dashboard
                        .panels()
                        .forEach(panel ->
                                panel.queries().stream().map(PanelQuery::expr).forEach(expressions::add)));
        Set<String> present = new TreeSet<>();
        ask("group by (__name__) ({__name__=~\".+\"})")
                .forEach(series ->
                        present.add(series.get("metric").get("__name__").stringValue()));
        Set<String> known = MetricCatalogue.load().series().keySet();
        assertThat(present.stream().filter(name -> name.startsWith("gapless_"))).isSubsetOf(known);
        int answered = 0;
        for (String expression : expressions) {
            String plain = expression
                    .replace("$__rate_interval", "1m")
                    .replace("$job", ".+")
                    .replace("$instance", ".+")
                    .replace("$source", ".+");
            answered += ask(plain).isEmpty() ? 0 : 1;
        }
        return answered;
    }

    private List<JsonNode> ask(String expression) {
        URI uri = URI.create(url + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        try {
            String answer = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            JsonNode root = JsonMapper.shared().readTree(answer);
            assertThat(root.get("status").stringValue())
                    .as("%s: %s", expression, answer)
                    .isEqualTo("success");
            List<JsonNode> results = new ArrayList<>();
            root.get("data").get("result").forEach(results::add);
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
