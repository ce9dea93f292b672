package dev.gapless.scheduler.control;

import dev.gapless.common.metrics.TaggedGauges;
import dev.gapless.scheduler.stops.StopService;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stops that hold, recoveries that are under way, and drains, read from the database now and then. */
final class ControlFigures {

    private static final List<String> UNDER_WAY = List.of("RUNNING", "HELD", "PAUSED");

    private final StopService stops;
    private final JdbcClient jdbc;
    private final TaggedGauges stopped;
    private final TaggedGauges inFlight;
    private final TaggedGauges recoveries;
    private final TaggedGauges drains;

    ControlFigures(StopService stops, JdbcClient jdbc, MeterRegistry meters) {
        this.stops = stops;
        this.jdbc = jdbc;
        this.stopped = TaggedGauges.ofAmounts(meters, "gapless.stops", "stops that hold, by how far they have come");
        this.inFlight = TaggedGauges.ofAmounts(
                meters, "gapless.stops.inflight", "work of stopped scopes that has not ended, by service");
        this.recoveries = TaggedGauges.ofAmounts(meters, "gapless.recoveries", "recoveries that are under way");
        this.drains = TaggedGauges.ofAmounts(meters, "gapless.drains", "drains that run");
    }

    void refresh() {
        Map<Tags, Double> states = new HashMap<>();
        stops.holdingByState().forEach((state, count) -> states.put(Tags.of("state", state), count.doubleValue()));
        stopped.show(states);
        inFlight.show(counts("select service, sum(in_flight) from stop_receipt group by service", "of"));
        Map<Tags, Double> runs = new HashMap<>();
        UNDER_WAY.forEach(state -> runs.put(Tags.of("state", state), 0.0));
        runs.putAll(counts("""
                select state, count(*) from recovery_run where state in ('RUNNING', 'HELD', 'PAUSED') group by state
                """, "state"));
        recoveries.show(runs);
        drains.show(Map.of(
                Tags.empty(),
                jdbc.sql("select count(*) from drain where state = 'RUNNING'")
                        .query(Double.class)
                        .single()));
    }

    private Map<Tags, Double> counts(String sql, String tag) {
        Map<Tags, Double> counts = new HashMap<>();
        jdbc.sql(sql)
                .query((row, number) -> counts.put(Tags.of(tag, row.getString(1)), row.getDouble(2)))
                .list();
        return counts;
    }
}
