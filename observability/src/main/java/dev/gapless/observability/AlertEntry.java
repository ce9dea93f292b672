package dev.gapless.observability;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An alert, its runbook, and the series that it is tested with.
 *
 * @param severity {@code page} for somebody at once, {@code ticket} for working hours
 * @param pending how long the expression must hold before the alert fires
 * @param keep how long it goes on firing after the expression has ended; null for not at all
 * @param dashboard id of the dashboard that shows the cause
 * @param invariant number of the invariant in docs/invariants.md that would be broken; null for none
 * @param expr the expression, macros included; see {@link ExpressionMacros}
 * @param works how the alert comes about
 * @param emergency what to do in the first minute
 * @param fix what ends the cause
 * @param investigate where to look
 * @param prove what shows that it is over
 * @param fires series that make it fire, with their values by the minute
 * @param quiet series that do not
 * @param nodata {@code fires} when it must fire where there are no series at all; null for quiet
 * @param at minute at which the tests look
 * @param quietAt minute at which the quiet series are judged; null for the same
 */
public record AlertEntry(
        String name,
        String severity,
        @JsonProperty("for") String pending,
        @Nullable String keep,
        String dashboard,
        @Nullable String invariant,
        String expr,
        String summary,
        String description,
        String works,
        String emergency,
        String fix,
        String investigate,
        String prove,
        Map<String, String> fires,
        Map<String, String> quiet,
        @Nullable String nodata,
        int at,
        @Nullable Integer quietAt) {

    /** What is judged, in PromQL. */
    public String expression() {
        return ExpressionMacros.expand(expr);
    }

    /** The anchor of its heading on the page of runbooks. */
    public String anchor() {
        return name.toLowerCase(Locale.ROOT);
    }

    boolean firesWithoutData() {
        return "fires".equals(nodata);
    }

    int quietMinute() {
        return Objects.requireNonNullElse(quietAt, at);
    }
}
