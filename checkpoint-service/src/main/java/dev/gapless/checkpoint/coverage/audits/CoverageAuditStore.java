package dev.gapless.checkpoint.coverage.audits;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The {@code coverage_audit} table. */
public final class CoverageAuditStore {

    /**
     * What a stream was like longer ago says little of it now. What read no position again is a sample. It shows the
     * same pages each time, and no rate of all items.
     */
    private static final String MEASURED = """
            select a.source, a.account, a.stream, count(*) as audits, sum(a.positions)::bigint as positions,
                   sum(a.items)::bigint as items, sum(a.missed)::bigint as missed
              from unnest(?::text[], ?::text[], ?::text[]) as s (source, account, stream)
              join coverage_audit a using (source, account, stream)
             where a.at > now() - interval '30 days'
               and a.positions > 0
             group by a.source, a.account, a.stream
            """;

    /** The same audit told twice counts once. */
    private static final String KEEP = """
            insert into coverage_audit (source, account, stream, at, positions, items, missed)
            values (:source, :account, :stream, :at, :positions, :items, :missed)
                on conflict do nothing
            """;

    private record Row(StreamId stream, MissRate rate) {}

    private static final ArrayColumns<StreamId> COLUMNS = new ArrayColumns<StreamId>()
            .text(StreamId::source)
            .text(StreamId::account)
            .text(StreamId::stream);

    private final JdbcClient jdbc;
    private final BatchStatements statements;

    CoverageAuditStore(JdbcTemplate jdbc) {
        this.jdbc = JdbcClient.create(jdbc);
        this.statements = new BatchStatements(jdbc);
    }

    /** Of the last 30 days; a stream that was not audited has no entry. */
    public Map<StreamId, MissRate> measured(List<StreamId> streams) {
        Map<StreamId, MissRate> measured = new HashMap<>();
        statements
                .query(
                        MEASURED,
                        COLUMNS,
                        streams.stream().distinct().toList(),
                        (row, number) -> new Row(
                                new StreamId(
                                        row.getString("source"), row.getString("account"), row.getString("stream")),
                                MissRate.of(
                                        row.getLong("audits"),
                                        row.getLong("positions"),
                                        row.getLong("items"),
                                        row.getLong("missed"))))
                .forEach(row -> measured.put(row.stream(), row.rate()));
        return measured;
    }

    /** False when it was told before. */
    boolean keep(StreamId stream, Instant at, long positions, long items, long missed) {
        return jdbc.sql(KEEP)
                        .param("source", stream.source())
                        .param("account", stream.account())
                        .param("stream", stream.stream())
                        .param("at", at.atOffset(ZoneOffset.UTC))
                        .param("positions", positions)
                        .param("items", items)
                        .param("missed", missed)
                        .update()
                == 1;
    }
}
