package dev.gapless.checkpoint.coverage;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.message.MissingQuery.Horizon;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Horizons minus coverage, for any number of streams in one statement. A position is covered when each aspect asked for
 * is covered by some window, so the aspects are subtracted one by one and what is missing of any of them is missing.
 */
final class MissingRanges {

    private static final String ASK = """
            with horizon as (
                select h.n, h.source, h.account, h.stream, h.aspects, s.frontier,
                       coalesce(s.generation, 0) as generation,
                       int8range(h.wanted_from,
                                 greatest(h.wanted_from,
                                          case when h.wanted_to = 9223372036854775807
                                               then coalesce(s.frontier, h.wanted_from)
                                               else h.wanted_to end)) as wanted
                  from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::smallint[])
                       as h (n, source, account, stream, wanted_from, wanted_to, aspects)
                  left join stream_state s using (account, source, stream)
            ), missing as (
                select h.n,
                       range_agg(int8multirange(h.wanted) - coalesce(held.covered, '{}'::int8multirange)) as ranges
                  from horizon h
                  join (values (1), (2), (4)) as aspect (bit) on h.aspects & aspect.bit <> 0
                  left join lateral (select range_agg(w.covered) as covered
                                       from coverage_window w
                                      where w.account = h.account
                                        and w.source = h.source
                                        and w.stream = h.stream
                                        and w.aspects & aspect.bit <> 0
                                        and w.covered && h.wanted) held on true
                 group by h.n
            )
            select h.n, h.frontier, h.generation, live.live_to, live.reported_at, live.age,
                   lower(gap.range) as missing_from, upper(gap.range) as missing_to
              from horizon h
              join missing using (n)
              left join lateral unnest(missing.ranges) as gap (range) on true
              left join lateral (select coalesce(upper(w.covered), w.opened_from) as live_to, w.reported_at,
                                        extract(epoch from clock_timestamp() - w.reported_at)::float8 as age
                                   from coverage_window w
                                  where w.account = h.account
                                    and w.source = h.source
                                    and w.stream = h.stream
                                    and w.open
                                    and w.door = 'LIVE'
                                    and w.aspects <> 0
                                  order by w.reported_at desc
                                  limit 1) live on true
             order by h.n, missing_from
            """;

    private record Column(String type, Function<Horizon, Object> value) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("text", horizon -> horizon.stream().source()),
            new Column("text", horizon -> horizon.stream().account()),
            new Column("text", horizon -> horizon.stream().stream()),
            new Column("int8", Horizon::from),
            new Column("int8", Horizon::to),
            new Column("int2", horizon -> (short) Aspect.maskOf(horizon.aspects())));

    private final JdbcTemplate jdbc;

    MissingRanges(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @return one entry a horizon, in their order */
    List<Entry> of(List<Horizon> horizons) {
        if (horizons.isEmpty()) {
            return List.of();
        }
        return jdbc.execute(
                (Connection connection) -> prepare(connection, horizons), prepared -> read(prepared, horizons));
    }

    private static PreparedStatement prepare(Connection connection, List<Horizon> horizons) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(ASK);
        Integer[] numbers = new Integer[horizons.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        prepared.setArray(1, connection.createArrayOf("int4", numbers));
        for (int i = 0; i < COLUMNS.size(); i++) {
            Column column = COLUMNS.get(i);
            Object[] values = horizons.stream().map(column.value()).toArray();
            prepared.setArray(i + 2, connection.createArrayOf(column.type(), values));
        }
        return prepared;
    }

    private record Found(
            @Nullable Long liveTo,
            @Nullable Instant reportedAt,
            @Nullable Double age,
            @Nullable Long frontier,
            long generation,
            List<Range> missing) {}

    private static List<Entry> read(PreparedStatement prepared, List<Horizon> horizons) throws SQLException {
        TreeMap<Integer, Found> found = new TreeMap<>();
        try (ResultSet row = prepared.executeQuery()) {
            while (row.next()) {
                int n = row.getInt("n");
                Found entry = found.get(n);
                if (entry == null) {
                    entry = first(row);
                    found.put(n, entry);
                }
                long from = row.getLong("missing_from");
                if (!row.wasNull()) {
                    entry.missing().add(Range.of(from, row.getLong("missing_to")));
                }
            }
        }
        List<Entry> entries = new ArrayList<>(horizons.size());
        for (int i = 0; i < horizons.size(); i++) {
            Found entry = found.get(i);
            if (entry == null) {
                throw new IllegalStateException("horizon of %s without an aspect".formatted(horizons.get(i).stream()));
            }
            entries.add(new Entry(
                    horizons.get(i).stream(),
                    entry.missing(),
                    entry.liveTo(),
                    entry.reportedAt(),
                    entry.age(),
                    entry.frontier(),
                    entry.generation()));
        }
        return entries;
    }

    private static Found first(ResultSet row) throws SQLException {
        Timestamp reportedAt = row.getTimestamp("reported_at");
        return new Found(
                row.getObject("live_to", Long.class),
                reportedAt == null ? null : reportedAt.toInstant(),
                row.getObject("age", Double.class),
                row.getObject("frontier", Long.class),
                row.getLong("generation"),
                new ArrayList<>());
    }
}
