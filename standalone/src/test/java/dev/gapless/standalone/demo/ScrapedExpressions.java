package dev.gapless.standalone.demo;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.observability.DashboardCatalogue;
import dev.gapless.observability.DashboardEntry;
import dev.gapless.observability.MetricCatalogue;
import dev.gapless.observability.PanelEntry;
import dev.gapless.observability.PanelEntry.PanelQuery;
import dev.gapless.observability.RuleCatalogue;
import dev.gapless.standalone.api.PrometheusApi;
import dev.gapless.standalone.suite.GaplessSuite;
import dev.gapless.standalone.suite.PrometheusProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** All expressions of dashboards and rules, asked of a real Prometheus that scrapes a running suite. */
final class ScrapedExpressions implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The expressions that are absent while all goes well, each with the reason. A whole rehearsal asks them again. */
    private static final Map<String, String> SILENT = Map.ofEntries(
            entry("capture / Disconnects by cause", "no connection ends"),
            entry("capture / Claims taken back", "no claim is taken back"),
            entry(
                    "capture / Inferred deletes and their undo / deleted by inference {{source}}",
                    "nothing is inferred to be deleted"),
            entry(
                    "capture / Inferred deletes and their undo / restored {{source}}",
                    "nothing is inferred to be deleted"),
            entry("completeness / Coverage taken back", "no coverage is taken back"),
            entry("completeness / Budget used up in", "no budget is used up"),
            entry("control / Queues are empty in", "no queue shrinks"),
            entry("cost / Calls without an answer", "each call is answered"),
            entry("infrastructure / Failed rounds", "no loop fails"),
            entry("infrastructure / Errors of the program", "the program has no error"),
            entry("ledger / Time to drain", "no record waits"),
            entry("ledger / Batches tried again", "no batch fails"),
            entry("ledger / Dead letters", "no record is refused"),
            entry("ledger / Open letters", "no record is refused"),
            entry("ledger / Letters put back or missing / redriven", "no record is refused"),
            entry("ledger / Replayed items", "nothing is replayed"),
            entry("ledger / Rows let go", "nothing is old enough"),
            entry("ledger / Failures of Redis", "Redis does not fail"),
            entry(
                    "ledger / Records and segments archived / records {{topic}}",
                    "nothing is archived unless a store is set"),
            entry(
                    "ledger / Records and segments archived / segments {{topic}}",
                    "nothing is archived unless a store is set"),
            entry("ledger / Bytes archived", "nothing is archived unless a store is set"),
            entry("ledger / Failures of the archive", "nothing is archived unless a store is set"),
            entry("mining / Ranges given up", "no range is lost"),
            entry("mining / Open circuit breakers", "no circuit breaker was made"),
            entry("mining / Changes of circuit breakers", "no circuit breaker was made"),
            entry("mining / Lost and rechecked tasks / lost", "no lease runs out"),
            entry("mining / Lost and rechecked tasks / rechecked {{result}}", "no task seems too old"),
            entry("mining / Reconciliation", "a listing leaves nothing out"),
            entry("mining / Items out of order", "the listing keeps its order"),
            entry("overview / Throttled calls", "the source throttles nobody"));

    private final PrometheusProcess process;
    private final PrometheusApi prometheus;

    private ScrapedExpressions(PrometheusProcess process) {
        this.process = process;
        this.prometheus = new PrometheusApi(process.url());
    }

    /** Begins to scrape. */
    static ScrapedExpressions of(Path program, GaplessSuite suite) throws IOException {
        return new ScrapedExpressions(PrometheusProcess.start(program, suite));
    }

    /** None is refused, and each one of a panel has data, unless it asks for what a healthy suite does not count. */
    void check() {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(ask("count(up == 1) == 6")).isNotEmpty());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ask("min(count_over_time(up[2m])) >= 4"
                                + " and on () (min(gapless:objective_errors:ratio_rate1h) >= 0)"))
                        .as("four scrapes of each service, and the rules after them")
                        .isNotEmpty());
        all();
    }

    private void all() {
        RuleCatalogue.load().alerts().forEach(alert -> ask(alert.expression()));
        Set<String> present = new TreeSet<>();
        ask("group by (__name__) ({__name__=~\".+\"})")
                .forEach(series ->
                        present.add(series.get("metric").get("__name__").stringValue()));
        Set<String> known = MetricCatalogue.load().series().keySet();
        assertThat(present.stream().filter(name -> name.startsWith("gapless_"))).isSubsetOf(known);
        Map<String, String> expressions = expressions();
        assertThat(SILENT.keySet()).as("names of expressions").isSubsetOf(expressions.keySet());
        // a rate has data once its series was scraped twice
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(silent(expressions))
                        .as("expressions without data need a reason")
                        .isSubsetOf(SILENT.keySet()));
    }

    private Set<String> silent(Map<String, String> expressions) {
        Set<String> silent = new TreeSet<>();
        expressions.forEach((name, expression) -> {
            if (ask(expression).isEmpty()) {
                silent.add(name);
            }
        });
        return silent;
    }

    @Override
    public void close() {
        process.close();
    }

    /** Every expression of every panel, by dashboard and title; where a panel has several, by their legends, too. */
    private static Map<String, String> expressions() {
        Map<String, String> expressions = new TreeMap<>();
        for (DashboardEntry dashboard : DashboardCatalogue.load().dashboards()) {
            for (PanelEntry panel : dashboard.panels()) {
                for (PanelQuery query : panel.queries()) {
                    String name = dashboard.id() + " / " + panel.title();
                    String whole = panel.queries().size() > 1 ? name + " / " + query.legend() : name;
                    assertThat(expressions.put(whole, PanelExpression.plain(query.expr())))
                            .as(whole)
                            .isNull();
                }
            }
        }
        return expressions;
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
