package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.LivenessReport;
import dev.gapless.common.message.LivenessReport.WindowEnd;
import dev.gapless.common.message.RecordSpan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The {@code connection_liveness} table: a row a connection. What it says of a window's end makes the window live, and
 * claims nothing until {@link LivenessSettlement} writes it to the window's own row.
 */
final class LivenessStore {

    /** A plan depends on a connection that is heard of again after five seconds. */
    private static final String SQL = """
            with heard as (
                insert into connection_liveness as held (account, source, connection, epoch, streams, windows, ends,
                                                         firsts, nexts, told_at, reported_at)
                select account, source, connection, epoch, streams::text[], windows::text[], ends::int8[],
                       firsts::int8[], nexts::int8[], timestamptz 'epoch' + told_us * interval '1 microsecond',
                       clock_timestamp()
                  from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
                              ?::text[], ?::bigint[])
                       as r (account, source, connection, epoch, streams, windows, ends, firsts, nexts, told_us)
                 order by account, source, connection
                    on conflict (account, source, connection) do update
                   set epoch = excluded.epoch, streams = excluded.streams, windows = excluded.windows,
                       ends = excluded.ends, firsts = excluded.firsts, nexts = excluded.nexts,
                       told_at = excluded.told_at, reported_at = excluded.reported_at
                 where excluded.epoch >= held.epoch
                returning new.source, new.account, new.streams,
                          old.reported_at < clock_timestamp() - interval '5 seconds' as was_silent
            )
            insert into coverage_change (source, account, stream)
            select distinct source, account, stream
              from heard
             cross join unnest(streams) as s (stream)
             where was_silent
            """;

    private static final ArrayColumns<LivenessReport> COLUMNS = new ArrayColumns<LivenessReport>()
            .text(LivenessReport::account)
            .text(LivenessReport::source)
            .text(LivenessReport::connection)
            .int8(LivenessReport::epoch)
            .text(report -> texts(report.ends().stream().map(WindowEnd::stream).toList()))
            .text(report ->
                    texts(report.ends().stream().map(WindowEnd::windowId).toList()))
            .text(report -> report.ends().stream()
                    .map(end -> String.valueOf(end.to()))
                    .collect(Collectors.joining(",", "{", "}")))
            .text(report -> WindowUpsertStatement.array(report.records(), RecordSpan::first))
            .text(report -> WindowUpsertStatement.array(report.records(), RecordSpan::next))
            .int8(report -> ChronoUnit.MICROS.between(Instant.EPOCH, report.at()));

    private final BatchStatements statements;
    private final TransactionOperations transaction;

    LivenessStore(BatchStatements statements, TransactionOperations transaction) {
        this.statements = statements;
        this.transaction = transaction;
    }

    /** All or none. Of a connection the last one counts. */
    void apply(List<LivenessReport> reports) {
        Map<List<String>, LivenessReport> last = new LinkedHashMap<>();
        reports.forEach(report -> last.put(List.of(report.account(), report.source(), report.connection()), report));
        transaction.executeWithoutResult(status -> statements.update(SQL, COLUMNS, List.copyOf(last.values())));
    }

    /** As PostgreSQL writes an array of texts. */
    private static String texts(List<String> texts) {
        return texts.stream()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
