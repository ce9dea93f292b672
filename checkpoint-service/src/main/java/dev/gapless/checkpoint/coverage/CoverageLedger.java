package dev.gapless.checkpoint.coverage;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CoverageReport;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tables of coverage. Windows only grow, so reports can be applied again and in any order. What was read before a
 * fork is cut at its ancestor as it comes in; the advisory lock keeps a fork from being recorded between the look at
 * the forks and the write.
 */
final class CoverageLedger {

    /** Shared by those who apply reports; whoever records a fork holds it alone. */
    static final long FORKS = 0x6761706C657373L;

    private static final String LOCK = "select pg_advisory_xact_lock_shared(?)";

    private static final String GROW = """
            with reported as (
                select r.*,
                       (select min(f.ancestor) + 1
                          from stream_fork f
                         where f.account = r.account
                           and f.source = r.source
                           and f.stream = r.stream
                           and f.generation > r.generation) as cut
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[],
                              ?::bigint[], ?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[])
                       as r (source, account, stream, window_id, door, evidence, aspects,
                             covered_from, covered_to, open, epoch, generation)
            )
            insert into coverage_window as held (source, account, stream, window_id, door, evidence, aspects,
                                                 covered, opened_from, open, epoch, generation, reported_at)
            select source, account, stream, window_id, door, evidence, aspects,
                   int8range(covered_from, greatest(covered_from, least(covered_to, coalesce(cut, covered_to)))),
                   covered_from, open, epoch, generation, clock_timestamp()
              from reported
             order by account, source, stream, window_id
                on conflict (account, source, stream, window_id) do update
               set covered = case when isempty(held.covered) then excluded.covered
                                  when isempty(excluded.covered) then held.covered
                                  when held.covered && excluded.covered or held.covered -|- excluded.covered
                                  then held.covered + excluded.covered
                                  else held.covered end,
                   open = held.open and excluded.open,
                   epoch = greatest(held.epoch, excluded.epoch),
                   reported_at = excluded.reported_at
             where excluded.epoch >= held.epoch
            """;

    private static final String FRONTIER = """
            insert into stream_state as held (source, account, stream, frontier)
            select distinct on (account, source, stream) source, account, stream, frontier
              from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                   as r (source, account, stream, frontier, generation)
             where not exists (select 1
                                 from stream_state s
                                where s.account = r.account
                                  and s.source = r.source
                                  and s.stream = r.stream
                                  and s.generation > r.generation)
             order by account, source, stream, frontier desc
                on conflict (account, source, stream) do update
               set frontier = greatest(held.frontier, excluded.frontier)
            """;

    private static final String ANCHORS = """
            insert into stream_anchor as held (source, account, stream, position, hash, generation)
            select distinct on (account, source, stream, position) source, account, stream, position, hash, generation
              from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[])
                   as r (source, account, stream, position, hash, generation)
             where not exists (select 1
                                 from stream_fork f
                                where f.account = r.account
                                  and f.source = r.source
                                  and f.stream = r.stream
                                  and f.generation > r.generation
                                  and f.ancestor < r.position)
             order by account, source, stream, position, generation desc
                on conflict (account, source, stream, position) do update
               set hash = excluded.hash,
                   generation = excluded.generation
             where excluded.generation >= held.generation
            """;

    private record Fingerprint(CoverageReport report, Anchor anchor) {}

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    CoverageLedger(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** All or none. */
    void apply(List<CoverageReport> reports) {
        Collection<CoverageReport> merged = Reports.merged(reports);
        transaction.executeWithoutResult(status -> {
            jdbc.query(LOCK, row -> {}, FORKS);
            grow(List.copyOf(merged));
            frontiers(
                    merged.stream().filter(report -> report.frontier() != null).toList());
            anchors(merged);
        });
    }

    private void grow(List<CoverageReport> reports) {
        run(
                GROW,
                reports,
                List.of(
                        new Column<>("text", report -> report.stream().source()),
                        new Column<>("text", report -> report.stream().account()),
                        new Column<>("text", report -> report.stream().stream()),
                        new Column<>("text", CoverageReport::windowId),
                        new Column<>("text", report -> report.door().name()),
                        new Column<>("text", report -> report.evidence().name()),
                        new Column<>("int2", report -> (short) Aspect.maskOf(report.aspects())),
                        new Column<>("int8", CoverageReport::from),
                        new Column<>("int8", CoverageReport::to),
                        new Column<>("bool", CoverageReport::open),
                        new Column<>("int8", CoverageReport::epoch),
                        new Column<>("int8", CoverageReport::generation)));
    }

    private void frontiers(List<CoverageReport> reports) {
        run(
                FRONTIER,
                reports,
                List.of(
                        new Column<>("text", report -> report.stream().source()),
                        new Column<>("text", report -> report.stream().account()),
                        new Column<>("text", report -> report.stream().stream()),
                        new Column<>("int8", CoverageReport::frontier),
                        new Column<>("int8", CoverageReport::generation)));
    }

    private void anchors(Collection<CoverageReport> reports) {
        List<Fingerprint> fingerprints = new ArrayList<>();
        reports.forEach(
                report -> report.anchors().forEach(anchor -> fingerprints.add(new Fingerprint(report, anchor))));
        run(
                ANCHORS,
                fingerprints,
                List.of(
                        new Column<>("text", each -> each.report().stream().source()),
                        new Column<>("text", each -> each.report().stream().account()),
                        new Column<>("text", each -> each.report().stream().stream()),
                        new Column<>("int8", each -> each.anchor().position()),
                        new Column<>("text", each -> each.anchor().hash()),
                        new Column<>("int8", each -> each.report().generation())));
    }

    private record Column<T>(String type, Function<T, @Nullable Object> value) {}

    private <T> void run(String statement, List<T> rows, List<Column<T>> columns) {
        if (rows.isEmpty()) {
            return;
        }
        jdbc.update(connection -> {
            PreparedStatement prepared = connection.prepareStatement(statement);
            for (int i = 0; i < columns.size(); i++) {
                prepared.setArray(i + 1, array(connection, columns.get(i), rows));
            }
            return prepared;
        });
    }

    private static <T> Array array(Connection connection, Column<T> column, List<T> rows) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.value().apply(rows.get(i));
        }
        return connection.createArrayOf(column.type(), values);
    }
}
