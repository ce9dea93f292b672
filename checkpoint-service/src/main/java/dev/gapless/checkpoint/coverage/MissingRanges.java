package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.rows.Columns;
import dev.gapless.checkpoint.rows.Statements;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.message.MissingQuery.Horizon;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Horizons minus coverage, for any number of streams in one statement. A position is covered when each aspect asked for
 * is covered by some window, so the aspects are subtracted one by one, and what is missing of any of them is missing.
 */
final class MissingRanges {

    private static final String SQL = """
            with horizon as (
                select h.n, h.source, h.account, h.stream, h.aspects, h.evidence, s.frontier, s.lateness,
                       coalesce(s.generation, 0) as generation,
                       int8range(h.wanted_from, greatest(h.wanted_from, h.wanted_to)) as wanted
                  from (select r.*,
                               case when r.asked_to = 9223372036854775807
                                    then coalesce((select k.frontier
                                                     from stream_state k
                                                    where k.account = r.account
                                                      and k.source = r.source
                                                      and k.stream = r.stream), r.wanted_from)
                                    else r.asked_to end as wanted_to
                          from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                                      ?::smallint[], ?::text[])
                               as r (n, source, account, stream, wanted_from, asked_to, aspects, evidence)) h
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
                                        and (h.evidence is null or strpos(h.evidence, '|' || w.evidence || '|') > 0)
                                        and w.covered && h.wanted) held on true
                 group by h.n
            )
            select h.n, h.frontier, h.generation, h.lateness, live.reach, live.reported_at, live.age,
                   lower(gap.range) as missing_from, upper(gap.range) as missing_to
              from horizon h
              left join missing using (n)
              left join lateral unnest(missing.ranges) as gap (range) on true
              left join lateral (select w.reach, w.reported_at,
                                        extract(epoch from clock_timestamp() - w.reported_at)::float8 as age
                                   from coverage_window w
                                  where w.account = h.account
                                    and w.source = h.source
                                    and w.stream = h.stream
                                    and w.open
                                    and w.door = 'LIVE'
                                    and w.aspects <> 0
                                  order by w.reach desc, w.reported_at desc
                                  limit 1) live on true
             order by h.n, missing_from
            """;

    private record Asked(int number, Horizon horizon) {}

    private record Row(int number, Entry entry, Optional<Range> missing) {}

    private static final Columns<Asked> COLUMNS = new Columns<Asked>()
            .int4(Asked::number)
            .text(asked -> asked.horizon().stream().source())
            .text(asked -> asked.horizon().stream().account())
            .text(asked -> asked.horizon().stream().stream())
            .int8(asked -> asked.horizon().from())
            .int8(asked -> asked.horizon().to())
            .int2(asked -> (short) Aspect.maskOf(asked.horizon().aspects()))
            .text(asked -> accepted(asked.horizon().least()));

    /** The names of what counts, as {@code |RECONCILED|}; null for all. */
    private static @Nullable String accepted(@Nullable Evidence least) {
        return least == null
                ? null
                : Arrays.stream(Evidence.values())
                        .filter(evidence -> evidence.compareTo(least) >= 0)
                        .map(Evidence::name)
                        .collect(Collectors.joining("|", "|", "|"));
    }

    private final Statements statements;

    MissingRanges(Statements statements) {
        this.statements = statements;
    }

    /** @return one entry a horizon, in their order */
    List<Entry> of(List<Horizon> horizons) {
        List<Asked> asked = IntStream.range(0, horizons.size())
                .mapToObj(n -> new Asked(n, horizons.get(n)))
                .toList();
        List<Row> rows = statements.query(SQL, COLUMNS, asked, (row, number) -> read(row, horizons));
        List<Entry> entries = new ArrayList<>(horizons.size());
        int at = 0;
        while (at < rows.size()) {
            Row first = rows.get(at);
            List<Range> missing = new ArrayList<>();
            for (; at < rows.size() && rows.get(at).number() == first.number(); at++) {
                rows.get(at).missing().ifPresent(missing::add);
            }
            entries.add(with(first.entry(), missing));
        }
        return entries;
    }

    private static Row read(ResultSet row, List<Horizon> horizons) throws SQLException {
        int number = row.getInt("n");
        OffsetDateTime reportedAt = row.getObject("reported_at", OffsetDateTime.class);
        Entry entry = new Entry(
                horizons.get(number).stream(),
                List.of(),
                row.getObject("reach", Long.class),
                reportedAt == null ? null : reportedAt.toInstant(),
                row.getObject("age", Double.class),
                row.getObject("frontier", Long.class),
                row.getLong("generation"),
                row.getObject("lateness", Long.class));
        Long from = row.getObject("missing_from", Long.class);
        return new Row(
                number,
                entry,
                from == null ? Optional.empty() : Optional.of(Range.of(from, row.getLong("missing_to"))));
    }

    private static Entry with(Entry entry, List<Range> missing) {
        return new Entry(
                entry.stream(),
                missing,
                entry.liveTo(),
                entry.liveReportedAt(),
                entry.liveAge(),
                entry.frontier(),
                entry.generation(),
                entry.latenessMicros());
    }
}
