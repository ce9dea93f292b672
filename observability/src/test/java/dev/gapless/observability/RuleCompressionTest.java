package dev.gapless.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules for rehearsals, and what is read out of runbooks. */
class RuleCompressionTest {

    @Test
    void times_are_divided_and_thresholds_stay() {
        String rules = """
                expr: "max(x) > 300 and rate(y_total[1h]) > 0.1 unless z offset 1h"
                for: 15m
                keep_firing_for: 1h
                expr: "rate(y_total[5m])"
                for: 0m
                """;

        assertThat(RuleCompression.of(rules, 30)).isEqualTo("""
                expr: "max(x) > 300 and rate(y_total[120s]) > 0.1 unless z offset 120s"
                for: 20s
                keep_firing_for: 20s
                expr: "rate(y_total[30s])"
                for: 0s
                """);
    }

    @Test
    void every_expression_of_the_shipped_rules_keeps_its_series() {
        RuleCatalogue rules = RuleCatalogue.load();
        rules.alerts()
                .forEach(alert -> assertThat(ExpressionReader.of(RuleCompression.of(alert.expression(), 30))
                                .series()
                                .keySet())
                        .as(alert.name())
                        .isEqualTo(
                                ExpressionReader.of(alert.expression()).series().keySet()));
    }

    @Test
    void a_runbooks_commands_and_queries_are_read_as_they_are_written() {
        AlertEntry letters = RuleCatalogue.load().alerts().stream()
                .filter(alert -> alert.name().equals("GaplessDeadLetters"))
                .findFirst()
                .orElseThrow();
        AlertEntry blind = RuleCatalogue.load().alerts().stream()
                .filter(alert -> alert.name().equals("GaplessObjectiveBlind"))
                .findFirst()
                .orElseThrow();

        assertThat(RunbookCommands.whileFiring(letters))
                .containsExactly(
                        "dead-letters list --state NEW", "dead-letters show ID", "dead-letters redrive --rule RULE");
        assertThat(RunbookCommands.proving(letters)).isEqualTo(List.of("dead-letters list --state NEW"));
        assertThat(RunbookCommands.queries(blind))
                .containsExactly(
                        "up{job=\"gapless-scheduler\"}",
                        "gapless_failed_rounds_total{loop=\"objective\"}",
                        "rate(gapless_slo_due_seconds_total[5m])");
    }
}
