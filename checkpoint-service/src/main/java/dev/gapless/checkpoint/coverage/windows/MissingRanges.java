package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.MicrosecondTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Horizons minus what is claimed or held, for any number of streams in one statement and one look at the windows of
 * each. The windows of a stream are handed over as they are, and their union is subtracted from the one range of a
 * horizon here. As sums and differences of multiranges in SQL, that cost half of the statement. A position is covered
 * when each aspect asked for is covered by some window; only where windows differ in that, the database intersects.
 * Among open live windows the furthest speaks for the stream.
 */
final class MissingRanges {

    /** What counts as covered. */
    enum Kind {
        /** All records are acknowledged by Kafka: the source need not be asked for it again. */
        CLAIMED("covered"),

        /** The ledger has decided all records. */
        HELD("held");

        private final String column;

        Kind(String column) {
            this.column = column;
        }
    }

    /** One row a stream, whatever is held of it: a row a range cost more than all else. */
    private static final String SQL = """
            with horizon as (
                select r.n, r.source, r.account, r.stream, r.aspects, r.evidence, s.frontier, s.lateness,
                       coalesce(s.generation, 0) as generation,
                       case when r.asked_to = 9223372036854775807
                            then coalesce(s.frontier, r.wanted_from)
                            else r.asked_to end as wanted_to
                  from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::smallint[],
                              ?::text[])
                       as r (n, source, account, stream, wanted_from, asked_to, aspects, evidence)
                  left join stream_state s using (account, source, stream)
            )
            select h.n, h.frontier, h.generation, h.lateness, h.wanted_to, undecided, live[1] as reach,
                   live[2] as reported_us,
                   (select (extract(epoch from clock_timestamp()) * 1000000)::bigint) as now_us,
                   case when not perhaps_partly or perhaps_partly is null then wholly
                        else (select range_intersect_agg(coalesce(held_of_it.covered, '{}'))::text
                                from (values (1), (2), (4)) as aspect (bit)
                               cross join lateral (select range_agg(w.{kind}) as covered
                                                     from coverage_window w
                                                    where w.account = h.account
                                                      and w.source = h.source
                                                      and w.stream = h.stream
                                                      and (h.evidence is null
                                                           or strpos(h.evidence, '|' || w.evidence || '|') > 0)
                                                      and w.aspects & aspect.bit <> 0) as held_of_it
                               where h.aspects & aspect.bit <> 0) end as covered
              from horizon h
             cross join lateral (
                       select max(array[w.reach, (extract(epoch from w.reported_at) * 1000000)::bigint])
                                  filter (where w.open and w.path = 'LIVE' and w.aspects <> 0) as live,
                              string_agg(w.{kind}::text, '')
                                  filter (where counts.it and w.aspects & h.aspects = h.aspects) as wholly,
                              string_agg((w.covered - w.held)::text, '') filter (where w.held <> w.covered) as undecided,
                              bool_or(w.aspects & h.aspects <> h.aspects)
                                  filter (where counts.it) as perhaps_partly
                         from coverage_window w
                        cross join lateral (select h.evidence is null
                                                   or strpos(h.evidence, '|' || w.evidence || '|') > 0 as it)
                              as counts
                        where w.account = h.account
                          and w.source = h.source
                          and w.stream = h.stream) held
            """;

    private record Asked(int number, Horizon horizon) {}

    private record Answer(int number, Entry entry) {}

    private static final ArrayColumns<Asked> COLUMNS = new ArrayColumns<Asked>()
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

    private final BatchStatements statements;
    private final String sql;

    MissingRanges(BatchStatements statements, Kind kind) {
        this.statements = statements;
        this.sql = SQL.replace("{kind}", kind.column);
    }

    /** @return one entry a horizon, in their order */
    List<Entry> of(List<Horizon> horizons) {
        @Nullable Entry[] entries = new @Nullable Entry[horizons.size()];
        statements
                .query(sql, COLUMNS, asked(horizons), (row, number) -> answer(row, horizons))
                .forEach(answer -> entries[answer.number()] = answer.entry());
        // throws when one of them is not answered, which would be a bug
        return List.of(entries);
    }

    private static List<Asked> asked(List<Horizon> horizons) {
        return IntStream.range(0, horizons.size())
                .mapToObj(n -> new Asked(n, horizons.get(n)))
                .toList();
    }

    private static Answer answer(ResultSet row, List<Horizon> horizons) throws SQLException {
        int number = row.getInt("n");
        return new Answer(number, entry(row, horizons.get(number)));
    }

    private static Entry entry(ResultSet row, Horizon horizon) throws SQLException {
        Long reported = row.getObject("reported_us", Long.class);
        return new Entry(
                horizon.stream(),
                missing(horizon, row.getLong("wanted_to"), row.getString("covered")),
                row.getObject("reach", Long.class),
                reported == null ? null : MicrosecondTime.toInstant(reported),
                reported == null ? null : (Double) ((row.getLong("now_us") - reported) / 1e6),
                row.getObject("frontier", Long.class),
                row.getLong("generation"),
                row.getObject("lateness", Long.class),
                undecided(horizon, row.getLong("wanted_to"), row.getString("undecided")));
    }

    private static List<Range> undecided(Horizon horizon, long to, @Nullable String undecided) {
        if (undecided == null || to <= horizon.from()) {
            return List.of();
        }
        Range wanted = Range.of(horizon.from(), to);
        Coverage others = Coverage.of(MultirangeText.parse(undecided)).missingFrom(wanted);
        return Coverage.of(List.of(wanted)).minus(others).ranges();
    }

    private static List<Range> missing(Horizon horizon, long to, @Nullable String covered) {
        if (horizon.aspects().isEmpty() || to <= horizon.from()) {
            return List.of();
        }
        Range wanted = Range.of(horizon.from(), to);
        return covered == null
                ? List.of(wanted)
                : Coverage.of(MultirangeText.parse(covered)).missingFrom(wanted).ranges();
    }
}
