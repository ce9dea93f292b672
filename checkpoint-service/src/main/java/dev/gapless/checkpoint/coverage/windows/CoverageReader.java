package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the held ranges of any number of streams with their evidence, and the missing ones. One statement answers for
 * all streams.
 */
public final class CoverageReader {

    private static final String ENDS = """
            select s.n, max(upper(w.held)) as held_to,
                   max(w.held_reach) filter (where w.window_id = s.source || '/' || s.account || '/' || s.stream
                                                            || ':snapshot') as compared_at,
                   max(t.frontier) as frontier,
                   (extract(epoch from clock_timestamp()) * 1000000)::bigint as now_us
              from unnest(?::int[], ?::text[], ?::text[], ?::text[]) as s (n, source, account, stream)
              left join coverage_window w using (account, source, stream)
              left join stream_state t using (account, source, stream)
             group by s.n
            """;

    private static final String WINDOWS = """
            with asked as (
                select n, source, account, stream, int8range(wanted_from, wanted_to) as wanted
                  from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                       as r (n, source, account, stream, wanted_from, wanted_to)
            ), held as (
                select q.n, q.wanted, w.window_id, w.part_of, w.path, w.evidence, w.aspects, w.open, w.opened_at,
                       w.held as covered
                  from asked q
                  join coverage_window w using (account, source, stream)
                 where w.held && q.wanted
            ), twice as (
                select n, a.wanted, range_agg(a.covered * b.covered) as covered, a.aspects & b.aspects as aspects
                  from held a
                  join held b using (n)
                 where {walked_twice}
                   and a.covered * b.covered && a.wanted
                 group by n, a.wanted, a.aspects & b.aspects
            )
            select n, lower(range) as covered_from, upper(range) as covered_to, evidence, path, aspects, open
              from (select n, wanted, covered, evidence, path, aspects, open
                      from held
                     union all
                    select n, wanted, covered, 'WALKED_TWICE', 'MINED', aspects, false
                      from twice) all_of_them
             cross join lateral unnest(covered) as part (range)
             where range && wanted
             order by n, covered_from, covered_to, evidence, path
            """.replace("{walked_twice}", WalkedTwice.CONDITION);

    /** @param to null for up to where the stream is wanted: the source's known end, or now */
    public record Asked(
            StreamId stream, long from, @Nullable Long to) {}

    public record Window(long from, long to, String evidence, String path, Set<Aspect> aspects, boolean open) {}

    /**
     * @param missing pairs of first position missing and first position after
     * @param frontier numbered streams: the first position the source is not known to have; null when unknown
     * @param freshness snapshot streams: when the state was last compared, by the clock of the service that compared
     *     it; null for never, and for streams of events
     */
    public record Fact(
            StreamId stream,
            long from,
            long to,
            List<Window> windows,
            Map<Aspect, List<long[]>> missing,
            long generation,
            @Nullable Long frontier,
            @Nullable Instant freshness) {}

    private record Bounded(
            int number,
            StreamId stream,
            long from,
            long to,
            @Nullable Instant freshness) {}

    /** The year 2000 in microseconds: what a source counts stays far below, and instants stand above. */
    private static final long FIRST_INSTANT = 946_684_800_000_000L;

    private record End(
            int number,
            @Nullable Long heldTo,
            @Nullable Long comparedAt,
            @Nullable Long frontier,
            long nowMicros) {

        /** The first position not wanted, of a stream from there on. */
        private long wanted(long from) {
            long held = heldTo == null ? from : heldTo;
            if (comparedAt != null) {
                return held;
            }
            if (frontier != null) {
                return Math.max(held, frontier);
            }
            boolean numbered = heldTo != null && heldTo < FIRST_INSTANT;
            return numbered ? held : Math.max(held, nowMicros);
        }
    }

    private record Held(int number, Window window) {}

    private record Numbered(int number, Asked asked) {}

    private static final ArrayColumns<Numbered> END_COLUMNS = new ArrayColumns<Numbered>()
            .int4(Numbered::number)
            .text(each -> each.asked().stream().source())
            .text(each -> each.asked().stream().account())
            .text(each -> each.asked().stream().stream());

    private static final ArrayColumns<Bounded> WINDOW_COLUMNS = new ArrayColumns<Bounded>()
            .int4(Bounded::number)
            .text(each -> each.stream().source())
            .text(each -> each.stream().account())
            .text(each -> each.stream().stream())
            .int8(Bounded::from)
            .int8(Bounded::to);

    private final BatchStatements statements;
    private final MissingRanges missing;

    CoverageReader(BatchStatements statements, MissingRanges missing) {
        this.statements = statements;
        this.missing = missing;
    }

    /** One fact an answer, in their order. */
    public List<Fact> of(List<Asked> asked) {
        List<Bounded> bounded = bounded(asked);
        List<List<Window>> windows = windows(bounded);
        List<Aspect> aspects = List.of(Aspect.values());
        List<Entry> entries = missing.of(bounded.stream()
                .flatMap(each -> aspects.stream()
                        .map(aspect -> new Horizon(each.stream(), each.from(), each.to(), Set.of(aspect))))
                .toList());
        List<Fact> facts = new ArrayList<>(asked.size());
        for (Bounded each : bounded) {
            Map<Aspect, List<long[]>> gaps = new EnumMap<>(Aspect.class);
            for (int i = 0; i < aspects.size(); i++) {
                Entry entry = entries.get(each.number() * aspects.size() + i);
                gaps.put(
                        aspects.get(i),
                        entry.missing().stream().map(CoverageReader::pair).toList());
            }
            Entry any = entries.get(each.number() * aspects.size());
            facts.add(new Fact(
                    each.stream(),
                    each.from(),
                    each.to(),
                    windows.get(each.number()),
                    gaps,
                    any.generation(),
                    any.frontier(),
                    each.freshness()));
        }
        return facts;
    }

    private List<Bounded> bounded(List<Asked> asked) {
        List<Numbered> numbered = IntStream.range(0, asked.size())
                .mapToObj(n -> new Numbered(n, asked.get(n)))
                .toList();
        End[] ends = new End[asked.size()];
        statements
                .query(
                        ENDS,
                        END_COLUMNS,
                        numbered,
                        (row, number) -> new End(
                                row.getInt("n"),
                                row.getObject("held_to", Long.class),
                                row.getObject("compared_at", Long.class),
                                row.getObject("frontier", Long.class),
                                row.getLong("now_us")))
                .forEach(end -> ends[end.number()] = end);
        return numbered.stream()
                .map(each -> bounded(each.number(), each.asked(), ends[each.number()]))
                .toList();
    }

    private static Bounded bounded(int number, Asked asked, @Nullable End end) {
        Long compared = end == null ? null : end.comparedAt();
        Long to = asked.to();
        long least = asked.from() + 1;
        return new Bounded(
                number,
                asked.stream(),
                asked.from(),
                to != null ? to : end == null ? least : Math.max(least, end.wanted(asked.from())),
                compared == null ? null : MicrosecondTime.toInstant(compared));
    }

    private List<List<Window>> windows(List<Bounded> asked) {
        List<List<Window>> windows = new ArrayList<>();
        asked.forEach(each -> windows.add(new ArrayList<>()));
        statements
                .query(WINDOWS, WINDOW_COLUMNS, asked, (row, number) -> new Held(row.getInt("n"), window(row)))
                .forEach(held -> windows.get(held.number()).add(held.window()));
        return windows;
    }

    private static Window window(ResultSet row) throws SQLException {
        return new Window(
                row.getLong("covered_from"),
                row.getLong("covered_to"),
                row.getString("evidence"),
                row.getString("path"),
                Aspect.ofMask(row.getInt("aspects")),
                row.getBoolean("open"));
    }

    private static long[] pair(Range range) {
        return new long[] {range.from(), range.to()};
    }
}
