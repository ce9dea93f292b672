package dev.gapless.scheduler.gaps;

import dev.gapless.common.platform.ApiProblem;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells other services how long gaps were known before they were filled. Of those filled longer ago than their rows are
 * kept nothing is known.
 */
@RestController
class FillTimeResource {

    /** What is compared is no gap in what is held of creations, and lies open by its schedule. */
    private static final String SQL = """
            select source, count(*) as gaps, avg(seconds) as mean,
                   percentile_cont(0.5) within group (order by seconds) as p50,
                   percentile_cont(0.95) within group (order by seconds) as p95
              from (select source, extract(epoch from closed_at - opened_at)::double precision as seconds
                      from gap
                     where state = 'FILLED'
                       and mode in ('GAP_FILL', 'INCREMENTAL')
                       and closed_at >= :from
                       and closed_at < :to) filled
             group by source
             order by source
            """;

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    record Answer(List<OfSource> sources) {}

    /** @param gaps how many were filled in the period */
    record OfSource(String source, long gaps, double meanSeconds, double p50Seconds, double p95Seconds) {}

    private final JdbcClient jdbc;

    FillTimeResource(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @GetMapping("/internal/v1/gaps:fill-times")
    Answer between(@RequestParam Instant from, @RequestParam Instant to) {
        return new Answer(jdbc.sql(SQL)
                .param("from", InstantParameters.of(bounded("from", from)))
                .param("to", InstantParameters.of(bounded("to", to)))
                .query((row, number) -> new OfSource(
                        row.getString("source"),
                        row.getLong("gaps"),
                        row.getDouble("mean"),
                        row.getDouble("p50"),
                        row.getDouble("p95")))
                .list());
    }

    /** Beyond these no calendar of the database reaches. */
    private static Instant bounded(String name, Instant instant) {
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw ApiProblem.badRequest(
                    "%s: %s (expected: an instant of the years 1970 to 9999)".formatted(name, instant),
                    "Write it as 2026-01-31T12:00:00Z.");
        }
        return instant;
    }
}
