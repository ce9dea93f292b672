package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.position.StreamId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes what connections that fell silent had proven last into the rows of their windows, as a report of each window
 * would have. So a capture that dies costs its last seconds, and not all since its windows' last reports. The windows
 * stay as silent as they were. Used by one thread.
 */
final class LivenessSettlement {

    private static final int CONNECTIONS = 300;

    /** Behind a window's row only: what was closed or is held by a later writer has said its last word. */
    private static final String SILENT = """
            with silent as (
                select *
                  from connection_liveness
                 where reported_at < clock_timestamp() - interval '5 seconds'
                 order by account, source, connection
                 limit {connections}
                   for update skip locked
            ), gone as (
                delete from connection_liveness
                 where (account, source, connection) in (select account, source, connection from silent)
                returning *
            )
            select g.source, g.account, e.stream, e.window_id, e.until, g.firsts, g.nexts,
                   (extract(epoch from g.told_at) * 1000000)::bigint as told_us,
                   (extract(epoch from g.reported_at) * 1000000)::bigint as reported_us,
                   w.evidence, w.aspects, w.opened_from, w.epoch, w.generation
              from gone g
             cross join unnest(g.streams, g.windows, g.ends) as e (stream, window_id, until)
              left join coverage_window w
                on w.account = g.account
               and w.source = g.source
               and w.stream = e.stream
               and w.window_id = e.window_id
               and w.open
               and w.door = 'LIVE'
               and w.epoch <= g.epoch
               and w.reach < e.until
            """.replace("{connections}", String.valueOf(CONNECTIONS));

    private static final String STILL_SILENT = """
            update coverage_window w
               set reported_at = timestamptz 'epoch' + r.reported_us * interval '1 microsecond'
              from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                   as r (source, account, stream, window_id, reported_us)
             where w.account = r.account
               and w.source = r.source
               and w.stream = r.stream
               and w.window_id = r.window_id
            """;

    /** @param report null where nothing is to be written */
    private record Proven(@Nullable CoverageReport report, long reportedMicros) {

        CoverageReport told() {
            return Objects.requireNonNull(report);
        }
    }

    private static final ArrayColumns<Proven> COLUMNS = new ArrayColumns<Proven>()
            .text(each -> each.told().stream().source())
            .text(each -> each.told().stream().account())
            .text(each -> each.told().stream().stream())
            .text(each -> each.told().windowId())
            .int8(Proven::reportedMicros);

    private final BatchStatements statements;
    private final CoverageWindowStore windows;
    private final TransactionOperations transaction;

    LivenessSettlement(JdbcTemplate jdbc, CoverageWindowStore windows, TransactionOperations transaction) {
        this.statements = new BatchStatements(jdbc);
        this.windows = windows;
        this.transaction = transaction;
    }

    /** All connections that are silent now. */
    void settle() {
        boolean more = true;
        while (more) {
            more = Boolean.TRUE.equals(transaction.execute(status -> some()));
        }
    }

    private boolean some() {
        List<Proven> proven = statements.all(SILENT, (row, number) -> read(row));
        List<Proven> behind =
                proven.stream().filter(each -> each.report() != null).toList();
        if (!behind.isEmpty()) {
            windows.apply(behind.stream().map(Proven::told).toList());
            statements.update(STILL_SILENT, COLUMNS, behind);
        }
        return proven.size() >= CONNECTIONS;
    }

    private static Proven read(ResultSet row) throws SQLException {
        String evidence = row.getString("evidence");
        long reported = row.getLong("reported_us");
        if (evidence == null) {
            return new Proven(null, reported);
        }
        return new Proven(
                new CoverageReport(
                                row.getString("window_id"),
                                new StreamId(
                                        row.getString("source"), row.getString("account"), row.getString("stream")),
                                IngestPath.LIVE,
                                Evidence.valueOf(evidence),
                                Aspect.ofMask(row.getInt("aspects")),
                                row.getLong("opened_from"),
                                row.getLong("until"),
                                true,
                                row.getLong("epoch"),
                                row.getLong("generation"),
                                List.of(),
                                null,
                                Instant.EPOCH.plus(row.getLong("told_us"), ChronoUnit.MICROS))
                        .standingOn(spans(row)),
                reported);
    }

    private static List<RecordSpan> spans(ResultSet row) throws SQLException {
        @Nullable Long[] firsts = numbers(row.getArray("firsts"));
        @Nullable Long[] nexts = numbers(row.getArray("nexts"));
        List<RecordSpan> spans = new ArrayList<>();
        for (int partition = 0; partition < nexts.length; partition++) {
            Long first = firsts[partition];
            Long next = nexts[partition];
            if (first != null && next != null) {
                spans.add(new RecordSpan(partition, first, next));
            }
        }
        return spans;
    }

    private static @Nullable Long[] numbers(Array array) throws SQLException {
        return (@Nullable Long[]) array.getArray();
    }
}
