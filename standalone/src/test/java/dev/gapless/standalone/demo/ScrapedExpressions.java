package dev.gapless.standalone.demo;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.observability.DashboardCatalogue;
import dev.gapless.observability.MetricCatalogue;
import dev.gapless.observability.PanelEntry.PanelQuery;
import dev.gapless.observability.RuleCatalogue;
import dev.gapless.standalone.api.PrometheusApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.PrometheusProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import tools.jackson.databind.JsonNode;

/** All expressions of dashboards and rules, asked of a real Prometheus that scrapes a running suite. */
final class ScrapedExpressions {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What is absent while all goes well, with the reason. */
    private static final Map<String, String> SILENT = Map.ofEntries(
            entry("result=\"throttled\"", "the source throttles nobody"),
            entry("gapless_capture_disconnects_total", "no connection ends"),
            entry("gapless_capture_retractions_total", "no claim is taken back"),
            entry("gapless_coverage_retractions_total", "no coverage is taken back"),
            entry("gapless_inferred_delete", "nothing is inferred to be deleted"),
            entry("gapless_gaps_given_up_total", "no range is lost"),
            entry("gapless_upstream_breaker", "no circuit breaker was made"),
            entry("gapless_mining_lost_total", "no lease runs out"),
            entry("gapless_mining_rechecked_tasks_total", "no task seems too old"),
            entry("gapless_reconcile_findings_total", "a listing leaves nothing out"),
            entry("gapless_mined_displaced_total", "the listing keeps its order"),
            entry("gapless:records_waiting:drain_seconds", "no record waits"),
            entry("gapless_processor_retries_total", "no batch fails"),
            entry("gapless_live_resumes_total", "no client is connected"),
            entry("gapless_live_closed_total", "no client is connected"),
            entry("gapless_dead_letters", "no record is refused"),
            entry("gapless_replay_applied_total", "nothing is replayed"),
            entry("gapless_database_failures_total", "the database fails nobody"),
            entry("gapless_retention_rows_total", "nothing is old enough"),
            entry("gapless_cache_failures_total", "Redis does not fail"),
            entry("gapless_archive", "nothing is archived unless a store is set"),
            entry("gapless_scheduler_lapsed_leases_total", "no scheduler loses a shard"),
            entry("gapless_failed_rounds_total", "no loop fails"),
            entry("gapless_internal_errors_total", "the program has no error"),
            entry("gapless_consistency_", "it is counted each 5 min"),
            entry("gapless_gap_fill_seconds", "it is counted each 5 min"),
            entry("gapless_storage_", "it is counted each 5 min"));

    private final PrometheusApi prometheus;

    private ScrapedExpressions(PrometheusApi prometheus) {
        this.prometheus = prometheus;
    }

    /** None is refused, and each one of a panel has data, unless it asks for what a healthy suite does not count. */
    static void check(Path program, GaplessSuite suite) throws IOException {
        try (PrometheusProcess prometheus = PrometheusProcess.start(program, suite)) {
            ScrapedExpressions scraped = new ScrapedExpressions(new PrometheusApi(prometheus.url()));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(scraped.ask("count(up == 1) == 6")).isNotEmpty());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(scraped.ask("min(count_over_time(up[2m])) >= 4"
                                    + " and on () (min(gapless:objective_errors:ratio_rate1h) >= 0)"))
                            .as("four scrapes of each service, and the rules after them")
                            .isNotEmpty());
            scraped.all();
        }
    }

    private void all() {
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
        SoftAssertions asserted = new SoftAssertions();
        for (String expression : expressions) {
            String plain = expression
                    .replace("$__rate_interval", "1m")
                    .replace("$job", ".+")
                    .replace("$instance", ".+")
                    .replace("$source", ".+");
            if (ask(plain).isEmpty()) {
                asserted.assertThat(SILENT.keySet().stream().anyMatch(expression::contains))
                        .as("data for %s, or a reason in SILENT", expression)
                        .isTrue();
            }
        }
        asserted.assertAll();
    }

    private List<JsonNode> ask(String expression) {
        try {
            return prometheus.query(expression);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
