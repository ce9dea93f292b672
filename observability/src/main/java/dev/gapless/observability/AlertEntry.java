package dev.gapless.observability;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An alert, its runbook, and the series that it is tested with. */
public record AlertEntry(
        String name,
        @JsonUnwrapped Condition condition,
        String summary,
        String description,
        @JsonUnwrapped Runbook runbook,
        @JsonUnwrapped Trial trial) {
    /**
     * When it fires, and for whom.
     *
     * @param severity {@code page} for a person at once, {@code ticket} for working hours
     * @param pending how long the expression must hold before the alert fires
     * @param keep how long it goes on firing after the expression has ended; null for not at all
     * @param dashboard id of the dashboard that shows the cause
     * @param invariant number of the invariant in docs/invariants.md that would be broken; null for none
     * @param expr the expression, macros included; see {@link ExpressionMacros}
     */
    public record Condition(
            String severity,
            @JsonProperty("for") String pending,
            @Nullable String keep,
            String dashboard,
            @Nullable String invariant,
            String expr) {}

    /**
     * What its reader does.
     *
     * @param works how the alert comes about
     * @param emergency what to do in the first minute
     * @param fix what ends the cause
     * @param investigate where to look
     * @param prove what shows that it is over
     */
    public record Runbook(String works, String emergency, String fix, String investigate, String prove) {}

    /**
     * The series that it is tested with.
     *
     * @param fires series that make it fire, with their values by the minute
     * @param quiet series that do not
     * @param nodata {@code fires} when it must fire where there are no series at all; null for quiet
     * @param at minute at which the tests look
     * @param quietAt minute at which the quiet series are judged; null for the same
     */
    public record Trial(
            Map<String, String> fires,
            Map<String, String> quiet,
            @Nullable String nodata,
            int at,
            @Nullable Integer quietAt) {}

    public String severity() {
        return condition.severity();
    }

    public String pending() {
        return condition.pending();
    }

    public @Nullable String keep() {
        return condition.keep();
    }

    public String dashboard() {
        return condition.dashboard();
    }

    public @Nullable String invariant() {
        return condition.invariant();
    }

    public String expr() {
        return condition.expr();
    }

    public String works() {
        return runbook.works();
    }

    public String emergency() {
        return runbook.emergency();
    }

    public String fix() {
        return runbook.fix();
    }

    public String investigate() {
        return runbook.investigate();
    }

    public String prove() {
        return runbook.prove();
    }

    public Map<String, String> fires() {
        return trial.fires();
    }

    public Map<String, String> quiet() {
        return trial.quiet();
    }

    public @Nullable String nodata() {
        return trial.nodata();
    }

    public int at() {
        return trial.at();
    }

    public @Nullable Integer quietAt() {
        return trial.quietAt();
    }

    /** What is judged, in PromQL. */
    public String expression() {
        return ExpressionMacros.expand(condition.expr);
    }

    /** The anchor of its heading on the page of runbooks. */
    public String anchor() {
        return name.toLowerCase(Locale.ROOT);
    }

    boolean firesWithoutData() {
        return "fires".equals(trial.nodata);
    }

    int quietMinute() {
        return Objects.requireNonNullElse(trial.quietAt, trial.at);
    }
}
