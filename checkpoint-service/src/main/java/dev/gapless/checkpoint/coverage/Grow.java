package dev.gapless.checkpoint.coverage;

import dev.gapless.checkpoint.rows.Columns;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The statement that lets windows grow. What was read under a lower generation than a fork's is cut at the fork's
 * ancestor as it comes in, and what was doubted of a window is left out of each of its reports. Ranges of a window that
 * do not touch are kept apart; a report of a lower epoch changes nothing; a closed window stays closed, though it may
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
            ), cut as (
                select r.*,
                       case when covered_from is null or covered_from >= fork then '{}'::int8multirange
                            else int8multirange(int8range(covered_from, least(covered_to, fork))) - cuts end as covered,
                       least(coalesce(covered_to, opened_from), fork) as reach
                  from reported r
            )
            insert into coverage_window as held (source, account, stream, window_id, part_of, door, evidence, aspects,
                                                 covered, opened_from, reach, open, epoch, generation, reported_at,
                                                 opened_at)
            select c.source, c.account, c.stream, c.window_id, c.part_of, c.door, c.evidence, c.aspects, c.covered,
                   c.opened_from, c.reach, c.open, c.epoch, c.generation, clock_timestamp(), clock_timestamp()
              from cut c
             order by c.account, c.source, c.stream, c.window_id
                on conflict (account, source, stream, window_id) do update
               set covered = held.covered + excluded.covered,
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
