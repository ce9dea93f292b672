package dev.gapless.scheduler.planning;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which of the followed streams are late, as last planned by whichever scheduler. */
public final class LateStreams {

    /** In s, by the row's last plan. What lags while no live window moves it lags more with each second. */
    static final String LAG = """
            lag_seconds + case when live or lag_seconds = 0 then 0
                               else greatest(0, extract(epoch from :now - planned_at)) end""";

    /** How much later than wished a sweep may come. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** A stream with an unknown lag is late. */
    private static final String COUNT = """
            select p.source, p.stream,
                   count(*) as streams,
                   count(*) filter (where not coalesce(
                       planned_at >= :since
                           and %s <= greatest(coalesce(o.within_seconds, :within), settle_seconds), false)) as late
              from stream_plan p
              left join stream_objective o on o.source = p.source and o.stream = p.stream
             group by p.source, p.stream
            """.formatted(LAG);

    /**
     * A stream of a source, of all accounts.
     *
     * @param streams all that are followed
     * @param late those of them that lag too much, or whose lag is not known
     */
    public record Count(String source, String stream, long streams, long late) {}

    private final JdbcClient jdbc;
    private final Duration sweep;

    /** @param sweep after about this time each stream is planned again */
    public LateStreams(JdbcClient jdbc, Duration sweep) {
        this.jdbc = jdbc;
        this.sweep = sweep;
    }

    /**
     * Counts them by source and stream.
     *
     * @param within a stream is late when it lags more than this, or than its own objective says, and more than its
     *     listing takes to settle
     */
    public List<Count> count(Instant now, Duration within) {
        return jdbc.sql(COUNT)
                .param("now", InstantParameters.of(now))
                .param("since", InstantParameters.of(oldestPlan(now, sweep)))
                .param("within", within.toMillis() / 1000.0)
                .query((row, number) -> new Count(
                        row.getString("source"), row.getString("stream"), row.getLong("streams"), row.getLong("late")))
                .list();
    }

    /** A plan from before this instant is older than any should be, and says nothing. */
    static Instant oldestPlan(Instant now, Duration sweep) {
        return now.minus(sweep.multipliedBy(2)).minus(GRACE);
    }
}
