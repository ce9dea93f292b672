package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.position.StreamId;
import java.util.ArrayList;
import java.util.List;

/**
 * What reports tell of a stream as a whole: how far it reaches, how late it is, and its fingerprints. Of a history that
 * the source has taken back since, only what stands at or below the ancestor is believed.
 */
final class StreamStateWriter {

    private static final String FRONTIER = """
            insert into stream_state as held (source, account, stream, frontier)
            select source, account, stream, max(frontier)
              from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                   as r (source, account, stream, frontier, generation)
             where not exists (select 1
                                 from stream_state s
                                where s.account = r.account
                                  and s.source = r.source
                                  and s.stream = r.stream
                                  and s.generation > r.generation)
             group by account, source, stream
             order by account, source, stream
                on conflict (account, source, stream) do update
               set frontier = excluded.frontier
             where held.frontier is null
                or held.frontier < excluded.frontier
            """;

    /** The last one measured counts: what a stream was like at another hour is no measure. */
    private static final String LATENESS = """
            insert into stream_state as held (source, account, stream, lateness)
            select distinct on (account, source, stream) source, account, stream, lateness
              from unnest(?::text[], ?::text[], ?::text[], ?::bigint[])
                   with ordinality as r (source, account, stream, lateness, n)
             order by account, source, stream, n desc
                on conflict (account, source, stream) do update
               set lateness = excluded.lateness
             where held.lateness is distinct from excluded.lateness
            """;

    /**
     * Two different fingerprints of one generation contradict each other. Neither is kept then, for whichever were, the
     * other history's items could stay unnoticed.
     */
    private static final String ANCHORS = """
            insert into stream_anchor as held (source, account, stream, position, hash, generation)
            select source, account, stream, position,
                   case when count(distinct hash) > 1 then '!' else min(hash) end, generation
              from (select r.*, rank() over (partition by account, source, stream, position
                                                 order by generation desc) as place
                      from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[])
                           as r (source, account, stream, position, hash, generation)
                     where not exists (select 1
                                         from stream_fork f
                                        where f.account = r.account
                                          and f.source = r.source
                                          and f.stream = r.stream
                                          and f.generation > r.generation
                                          and f.ancestor < r.position)) told
             where place = 1
             group by account, source, stream, position, generation
             order by account, source, stream, position
                on conflict (account, source, stream, position) do update
               set hash = case when excluded.generation > held.generation or excluded.hash = held.hash
                               then excluded.hash
                               else '!' end,
                   generation = excluded.generation
             where excluded.generation >= held.generation
               and (excluded.generation, excluded.hash) <> (held.generation, held.hash)
            """;

    private static final String KEEP_HIGHEST = """
            delete from stream_anchor a
             using (select s.source, s.account, s.stream,
                           (select k.position
                              from stream_anchor k
                             where k.account = s.account
                               and k.source = s.source
                               and k.stream = s.stream
                             order by k.position desc
                            offset 511 limit 1) as lowest
                      from unnest(?::text[], ?::text[], ?::text[]) as s (source, account, stream)) kept
             where a.account = kept.account
               and a.source = kept.source
               and a.stream = kept.stream
               and a.position < kept.lowest
            """;

    private record Fingerprint(CoverageReport report, Anchor anchor) {}

    private static final ArrayColumns<CoverageReport> FRONTIER_COLUMNS = new ArrayColumns<CoverageReport>()
            .text(report -> report.stream().source())
            .text(report -> report.stream().account())
            .text(report -> report.stream().stream())
            .int8(CoverageReport::frontier)
            .int8(CoverageReport::generation);

    private static final ArrayColumns<CoverageReport> LATENESS_COLUMNS = new ArrayColumns<CoverageReport>()
            .text(report -> report.stream().source())
            .text(report -> report.stream().account())
            .text(report -> report.stream().stream())
            .int8(CoverageReport::latenessMicros);

    private static final ArrayColumns<Fingerprint> ANCHOR_COLUMNS = new ArrayColumns<Fingerprint>()
            .text(each -> each.report().stream().source())
            .text(each -> each.report().stream().account())
            .text(each -> each.report().stream().stream())
            .int8(each -> each.anchor().position())
            .text(each -> each.anchor().hash())
            .int8(each -> each.report().generation());

    private static final ArrayColumns<StreamId> STREAM_COLUMNS = new ArrayColumns<StreamId>()
            .text(StreamId::source)
            .text(StreamId::account)
            .text(StreamId::stream);

    private final BatchStatements statements;

    StreamStateWriter(BatchStatements statements) {
        this.statements = statements;
    }

    void note(List<CoverageReport> reports) {
        List<CoverageReport> telling =
                reports.stream().filter(report -> report.frontier() != null).toList();
        statements.update(FRONTIER, FRONTIER_COLUMNS, telling);
        statements.update(
                LATENESS,
                LATENESS_COLUMNS,
                reports.stream()
                        .filter(report -> report.latenessMicros() != null)
                        .toList());
        List<Fingerprint> fingerprints = new ArrayList<>();
        reports.forEach(
                report -> report.anchors().forEach(anchor -> fingerprints.add(new Fingerprint(report, anchor))));
        statements.update(ANCHORS, ANCHOR_COLUMNS, fingerprints);
        List<StreamId> anchored = fingerprints.stream()
                .map(each -> each.report().stream())
                .distinct()
                .toList();
        statements.update(KEEP_HIGHEST, STREAM_COLUMNS, anchored);
    }
}
