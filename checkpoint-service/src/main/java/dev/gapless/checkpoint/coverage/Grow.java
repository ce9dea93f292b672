package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.rows.Columns;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The statement that lets windows grow. What was read under a lower generation than a fork's is cut at the fork's
 * ancestor as it comes in, and what was doubted of a window is left out of each of its reports: of the pieces that
 * remain, the row takes the one that it touches, or the topmost. A range that does not touch what is held of its window
 * becomes a row of its own; a report of a lower epoch changes nothing; a closed window stays closed, though it may
 * still learn of a range it had already.
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
                           and f.generation > r.generation) as fork,
                       coalesce((select range_agg(c.cut)
                                   from coverage_cut c
                                  where c.account = r.account
                                    and c.source = r.source
                                    and c.stream = r.stream
                                    and (c.window_id = r.part_of
                                         or c.window_id = ''
                                            and r.door = 'LIVE'
                                            and c.doubted_at >= timestamptz 'epoch'
                                                                + r.told_us * interval '1 microsecond')),
                                '{}'::int8multirange) as cuts
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::smallint[],
                              ?::bigint[], ?::bigint[], ?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[], ?::bigint[])
                       as r (source, account, stream, window_id, part_of, door, evidence, aspects,
                             opened_from, covered_from, covered_to, open, epoch, generation, told_us)
            ), piece as (
                select r.*, coalesce(p.range, 'empty'::int8range) as covered,
                       least(coalesce(covered_to, opened_from), fork) as told_to
                  from reported r
                  left join lateral unnest(
                           case when covered_from is null or covered_from >= fork then '{}'::int8multirange
                                else int8multirange(int8range(covered_from, least(covered_to, fork))) end - cuts)
                       as p (range) on true
            ), ranked as (
                select c.*, coalesce(isempty(h.covered), true) as free,
                       coalesce(h.covered && c.covered or h.covered -|- c.covered, false) as touching,
                       row_number() over (partition by c.source, c.account, c.stream, c.window_id
                                              order by coalesce(h.covered && c.covered
                                                                or h.covered -|- c.covered, false) desc,
                                                       case when c.window_id = c.part_of then -lower(c.covered)
                                                            else lower(c.covered) end) as n
                  from piece c
                  left join coverage_window h using (account, source, stream, window_id)
                 where h.epoch is null
                    or h.epoch <= c.epoch
            ), placed as (
                select r.*,
                       case when main.it then window_id else part_of || '#' || lower(covered) end as row_id, main.it as main
                  from ranked r
                 cross join lateral (select n = 1 and (free or touching or isempty(covered)) as it) main
            )
            insert into coverage_window as held (source, account, stream, window_id, part_of, door, evidence, aspects,
                                                 covered, opened_from, reach, open, epoch, generation, reported_at,
                                                 opened_at)
            select source, account, stream, row_id, part_of, door, evidence, aspects, covered, opened_from,
                   case when main then told_to else upper(covered) end, open and main, epoch, generation,
                   clock_timestamp(), clock_timestamp()
              from placed
             order by account, source, stream, row_id
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
            .text(part -> part.report().windowId())
            .text(part -> part.report().door().name())
            .text(part -> part.report().evidence().name())
            .int2(part -> (short) Aspect.maskOf(part.report().aspects()))
            .int8(part -> part.report().from())
            .int8(part -> from(part.covered()))
            .int8(part -> to(part.covered()))
            .bool(WindowPart::open)
            .int8(part -> part.report().epoch())
            .int8(part -> part.report().generation())
            .int8(part -> ChronoUnit.MICROS.between(Instant.EPOCH, part.report().at()));

    private Grow() {}

    private static @Nullable Long from(@Nullable Range covered) {
        return covered == null ? null : covered.from();
    }

    private static @Nullable Long to(@Nullable Range covered) {
        return covered == null ? null : covered.to();
    }
}
