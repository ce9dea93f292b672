package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes coverage back. Each cut is a transaction that holds the lock alone. A report whose statement has looked at the
 * cuts already is written before it. Every other report sees it. Applied again, it changes nothing.
 */
public final class CoverageRetractions {

    private static final Logger LOG = LoggerFactory.getLogger(CoverageRetractions.class);
    private static final Pattern WORD = Pattern.compile("[a-z][a-z-]{0,39}");

    /** The parameters of each statement below, and what they mean for a row. */
    private static final String CONCERNED = """
            with retraction as (
                select ?::text as source, ?::text as account, ?::text as stream, int8range(?, ?) as retracted,
                       ?::text[] as windows, ?::boolean as all_live, ?::boolean as merged_too,
                       ?::boolean as all_paths
            ), concerned as (
                select w.*, d.retracted
                  from retraction d
                  join coverage_window w using (account, source, stream)
                 where d.all_live and w.path = 'LIVE'
                    or d.all_paths
                    or w.part_of = any (d.windows)
                    or d.merged_too
                       and w.window_id like 'merged:%'
                       and w.evidence not in ('WALKED_TWICE', 'RECONCILED')
            )
            """;

    /**
     * What no service can report again needs no reminder: merged rows, and closed ones that hold nothing of the range.
     */
    private static final String REMEMBER = CONCERNED + """
            insert into coverage_retraction (source, account, stream, window_id, retracted, cause, retracted_at, recorded_at)
            select d.source, d.account, d.stream, whose.window_id, d.retracted, ?, ?::timestamptz, clock_timestamp()
              from retraction d
             cross join lateral (select unnest(d.windows)
                                  union
                                 select '' where d.all_live
                                  union
                                 select '*' where d.all_paths
                                  union
                                 select c.part_of
                                   from concerned c
                                  where c.aspects <> 0
                                    and (c.open or c.covered && c.retracted)
                                  union
                                 select r.window_id
                                   from coverage_retired r
                                  where (d.all_live or d.all_paths)
                                    and r.account = d.account
                                    and r.source = d.source
                                    and r.stream = d.stream) as whose (window_id)
             where whose.window_id not like 'merged:%'
                on conflict (account, source, stream, window_id, retracted) do update
               set retracted_at = excluded.retracted_at
             where coverage_retraction.retracted_at < excluded.retracted_at
            """;

    private static final String TAKE = CONCERNED + """
            update coverage_window w
               set covered = w.covered - int8multirange(c.retracted),
                   held = w.held - int8multirange(c.retracted)
              from concerned c
             where w.account = c.account
               and w.source = c.source
               and w.stream = c.stream
               and w.window_id = c.window_id
               and w.covered && c.retracted
            """;

    private static final String NOTE = "insert into coverage_change (source, account, stream) values (?, ?, ?)";

    private final JdbcTemplate jdbc;
    private final ForkLock gate;
    private final TransactionOperations transaction;
    private final MeterRegistry meters;

    public CoverageRetractions(
            JdbcTemplate jdbc, ForkLock gate, TransactionOperations transaction, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.gate = gate;
        this.transaction = transaction;
        this.meters = meters;
    }

    /** In a transaction of its own. */
    void apply(RetractedRange cut) {
        transaction.executeWithoutResult(status -> {
            gate.lockExclusive(cut.stream());
            applyAlone(cut);
        });
    }

    /** Inside the transaction of a caller who has passed the gate alone. */
    public void applyAlone(RetractedRange cut) {
        jdbc.update(REMEMBER, statement -> {
            bind(statement, cut);
            statement.setString(10, cut.cause());
            statement.setString(11, cut.retractedAt().toString());
        });
        int rows = jdbc.update(TAKE, statement -> bind(statement, cut));
        jdbc.update(NOTE, cut.stream().source(), cut.stream().account(), cut.stream().stream());
        LOG.warn(
                "coverage-retracted stream={} range={} cause={} whose={} rows={}",
                cut.stream(),
                cut.range(),
                cut.cause(),
                cut.whose(),
                rows);
        String cause = WORD.matcher(cut.cause()).matches() ? cut.cause() : "other";
        meters.counter("gapless.coverage.retractions", "source", cut.stream().source(), "cause", cause)
                .increment();
    }

    private static void bind(PreparedStatement statement, RetractedRange cut) throws SQLException {
        statement.setString(1, cut.stream().source());
        statement.setString(2, cut.stream().account());
        statement.setString(3, cut.stream().stream());
        statement.setLong(4, cut.range().from());
        statement.setLong(5, cut.range().to());
        statement.setArray(
                6, statement.getConnection().createArrayOf("text", cut.windows().toArray()));
        statement.setBoolean(7, cut.whose() instanceof RetractedRange.Whose.AllLive);
        statement.setBoolean(8, cut.whose() instanceof RetractedRange.Whose.OneWindow);
        statement.setBoolean(9, cut.whose() instanceof RetractedRange.Whose.AllPaths);
    }
}
