package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.rows.Columns;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import org.jspecify.annotations.Nullable;

/**
 * The statement that lets windows grow. What was read under a lower generation than a fork's is cut at the fork's
 * ancestor as it comes in. A range that does not touch what is held of its window becomes a row of its own; a report of
 * a lower epoch changes nothing; a closed window stays closed, though it may still learn of a range it had already.
 */
final class Grow {

    static final String SQL = """
            with reported as (
                select r.*,
                       (select min(f.ancestor) + 1
                          from stream_fork f
                         where f.account = r.account
                           and f.source = r.source
                           and f.stream = r.stream
                           and f.generation > r.generation) as cut
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[],
                              ?::bigint[], ?::bigint[], ?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[])
                       as r (source, account, stream, window_id, door, evidence, aspects,
                             opened_from, covered_from, covered_to, open, epoch, generation)
            ), cut as (
                select r.*,
                       case when covered_from is null or covered_from >= cut then 'empty'::int8range
                            else int8range(covered_from, least(covered_to, cut)) end as covered,
                       least(coalesce(covered_to, opened_from), cut) as reach
                  from reported r
            ), placed as (
                select c.source, c.account, c.stream, c.door, c.evidence, c.aspects, c.covered, c.opened_from,
                       c.reach, c.open and not apart.it as open, c.epoch, c.generation,
                       case when apart.it then c.window_id || '#' || c.covered_from else c.window_id end as window_id
                  from cut c
                  left join coverage_window h using (account, source, stream, window_id)
                 cross join lateral (select coalesce(not isempty(h.covered)
                                                     and not isempty(c.covered)
                                                     and not (h.covered && c.covered or h.covered -|- c.covered),
                                                     false) as it) apart
                 where h.epoch is null
                    or h.epoch <= c.epoch
            )
            insert into coverage_window as held (source, account, stream, window_id, door, evidence, aspects, covered,
                                                 opened_from, reach, open, epoch, generation, reported_at)
            select source, account, stream, window_id, door, evidence, aspects, covered,
                   opened_from, reach, open, epoch, generation, clock_timestamp()
              from placed
             order by account, source, stream, window_id
                on conflict (account, source, stream, window_id) do update
               set covered = case when isempty(held.covered) then excluded.covered
                                  when isempty(excluded.covered) then held.covered
                                  when held.covered && excluded.covered or held.covered -|- excluded.covered
                                  then held.covered + excluded.covered
                                  else held.covered end,
                   reach = greatest(held.reach, excluded.reach),
                   open = held.open and excluded.open,
                   epoch = excluded.epoch,
                   generation = least(held.generation, excluded.generation),
                   reported_at = excluded.reported_at
             where excluded.epoch >= held.epoch
            """;

    static final Columns<WindowPart> COLUMNS = new Columns<WindowPart>()
            .text(part -> part.report().stream().source())
            .text(part -> part.report().stream().account())
            .text(part -> part.report().stream().stream())
            .text(WindowPart::rowId)
            .text(part -> part.report().door().name())
            .text(part -> part.report().evidence().name())
            .int2(part -> (short) Aspect.maskOf(part.report().aspects()))
            .int8(part -> part.report().from())
            .int8(part -> from(part.covered()))
            .int8(part -> to(part.covered()))
            .bool(WindowPart::open)
            .int8(part -> part.report().epoch())
            .int8(part -> part.report().generation());

    private Grow() {}

    private static @Nullable Long from(@Nullable Range covered) {
        return covered == null ? null : covered.from();
    }

    private static @Nullable Long to(@Nullable Range covered) {
        return covered == null ? null : covered.to();
    }
}
