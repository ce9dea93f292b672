package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.common.position.MicrosecondTime;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The statement that lets windows grow. A report that was read under a lower generation than a fork's is cut at the
 * fork's ancestor. What was retracted of a window is left out of each of its reports. Ranges of a window that do not
 * touch are kept apart; a report of a lower epoch changes nothing. A closed window stays closed, though it may still
 * learn of a range it had already.
 *
 * <p>What a plan may depend on is noted. Not noted is a live window that grows on where it ended and was heard of
 * within five seconds. A live window that moves on through a range that was cut leaves that range to be planned.
 *
 * <p>A walk's report stands on all records of the walk so far, because a page may list an item that only the next page
 * covers. A live report stands on the records since the one before.
 *
 * <p>A range is held at once when all records that it stands on are decided. Else it is claimed, and what the report
 * adds to the window waits in a row of its own. A window has a few such rows, and the last one takes up what more
 * comes. So processors that are away do not make many.
 *
 * <p>Most reports only carry a window on, and this is written for those. Arrays are unnested in a list of columns,
 * which keeps no row of each array. What a window gained is reckoned only where it waits. Holes are compared only where
 * there is one.
 */
final class WindowUpsertStatement {

    /** Rows of a window that wait. The last one grows only while the others wait too, so it is reached in the end. */
    private static final int MAX_WAITING = 4;

    static final String SQL = """
            with reported as materialized (
                select r.*,
                       (select min(f.ancestor) + 1
                          from stream_fork f
                         where f.account = r.account
                           and f.source = r.source
                           and f.stream = r.stream
                           and f.generation > r.generation) as fork,
                       coalesce((select range_agg(c.retracted)
                                   from coverage_retraction c
                                  where c.account = r.account
                                    and c.source = r.source
                                    and c.stream = r.stream
                                    and (c.window_id = r.part_of
                                         or (c.window_id = '' and r.path = 'LIVE' or c.window_id = '*')
                                            and c.retracted_at >= timestamptz 'epoch'
                                                                + r.told_us * interval '1 microsecond')),
                                '{}'::int8multirange) as cuts
                  from (select unnest(?::text[]) as source,
                              unnest(?::text[]) as account,
                              unnest(?::text[]) as stream,
                              unnest(?::text[]) as window_id,
                              unnest(?::text[]) as part_of,
                              unnest(?::text[]) as path,
                              unnest(?::text[]) as evidence,
                              unnest(?::smallint[]) as aspects,
                              unnest(?::bigint[]) as opened_from,
                              unnest(?::bigint[]) as covered_from,
                              unnest(?::bigint[]) as covered_to,
                              unnest(?::boolean[]) as open,
                              unnest(?::bigint[]) as epoch,
                              unnest(?::bigint[]) as generation,
                              unnest(?::bigint[]) as told_us,
                              unnest(?::uuid[]) as topic_id,
                              unnest(?::text[]) as firsts,
                              unnest(?::text[]) as nexts) r
            ), cut as (
                select r.*,
                       case when covered_from is null or covered_from >= fork then '{}'::int8multirange
                            else int8multirange(int8range(covered_from, least(covered_to, fork))) - cuts end as covered,
                       least(coalesce(covered_to, opened_from), fork) as reach,
                       (nexts = '{}'
                        or floors_reached(topic_id, nexts::int8[])
                           and not records_lost(topic_id,
                                                case when path = 'MINED' then firsts::int8[] else
                                                records_since((select k.records
                                                                 from coverage_window k
                                                                where k.account = r.account
                                                                  and k.source = r.source
                                                                  and k.stream = r.stream
                                                                  and k.window_id = r.window_id), firsts::int8[]) end,
                                                nexts::int8[]))
                       and not exists (select 1
                                         from coverage_pending p
                                        where p.account = r.account
                                          and p.source = r.source
                                          and p.stream = r.stream
                                          and p.window_id = r.window_id
                                          and records_lost(p.topic_id, p.firsts, p.nexts)) as reached
                  from reported r
            ), grown as (
                insert into coverage_window as held (source, account, stream, window_id, part_of, path, evidence,
                                                     aspects, covered, opened_from, reach, open, epoch, generation,
                                                     reported_at, opened_at, held, held_reach, records)
                select c.source, c.account, c.stream, c.window_id, c.part_of, c.path, c.evidence, c.aspects, c.covered,
                       c.opened_from, c.reach, c.open, c.epoch, c.generation, clock_timestamp(), clock_timestamp(),
                       case when c.reached then c.covered else '{}' end, case when c.reached then c.reach end,
                       c.nexts::int8[]
                  from cut c
                 order by c.account, c.source, c.stream, c.window_id
                    on conflict (account, source, stream, window_id) do update
                   set covered = held.covered + excluded.covered,
                       reach = greatest(held.reach, excluded.reach),
                       open = held.open and excluded.open,
                       epoch = excluded.epoch,
                       generation = least(held.generation, excluded.generation),
                       reported_at = excluded.reported_at,
                       held = held.held + excluded.held,
                       held_reach = greatest(held.held_reach, excluded.held_reach),
                       records = case when excluded.records = '{}' then held.records
                                      else higher_offsets(held.records, excluded.records) end
                 where excluded.epoch >= held.epoch
                returning new.account, new.source, new.stream, new.window_id, new.reach, old.records as known,
                          new.covered, old.covered as covered_before,
                          new.reach > coalesce(old.reach, new.reach - 1) as reaches_further,
                          old.window_id is null
                          or new.path <> 'LIVE'
                          or new.open <> old.open
                          or new.generation <> old.generation
                          or old.reported_at < clock_timestamp() - interval '5 seconds'
                          or new.reach > coalesce(upper(range_merge(new.covered)), old.reach)
                          or (new.covered <> int8multirange(range_merge(new.covered))
                              or old.covered <> int8multirange(range_merge(old.covered)))
                             and int8multirange(range_merge(new.covered)) - new.covered
                                 <> int8multirange(range_merge(old.covered)) - old.covered as worth_a_plan
            ), noted as (
                insert into coverage_change (source, account, stream)
                select distinct source, account, stream from grown where worth_a_plan
            )
            insert into coverage_pending as waiting (account, source, stream, window_id, slot, covered, reach, topic_id,
                                                     firsts, nexts, reported_at)
            select g.account, g.source, g.stream, g.window_id,
                   case when w.rows >= {max_waiting} then w.last else coalesce(w.last + 1, 0) end,
                   g.covered - coalesce(g.covered_before, '{}'), g.reach, c.topic_id,
                   case when c.path = 'MINED' then c.firsts::int8[] else records_since(g.known, c.firsts::int8[]) end,
                   c.nexts::int8[], clock_timestamp()
              from grown g
              join cut c using (account, source, stream, window_id)
             cross join lateral (select count(*) as rows, max(p.slot) as last
                                   from coverage_pending p
                                  where p.account = g.account
                                    and p.source = g.source
                                    and p.stream = g.stream
                                    and p.window_id = g.window_id) w
             where not c.reached
               and (not isempty(g.covered - coalesce(g.covered_before, '{}')) or g.reaches_further)
                on conflict (account, source, stream, window_id, slot) do update
               set covered = waiting.covered + excluded.covered,
                   reach = greatest(waiting.reach, excluded.reach),
                   firsts = lower_offsets(waiting.firsts, excluded.firsts),
                   nexts = higher_offsets(waiting.nexts, excluded.nexts)
            """.replace("{max_waiting}", String.valueOf(MAX_WAITING));

    private WindowUpsertStatement() {}

    static ArrayColumns<WindowPart> columns(CapturedTopicIds topics) {
        return new ArrayColumns<WindowPart>()
                .text(part -> part.report().stream().source())
                .text(part -> part.report().stream().account())
                .text(part -> part.report().stream().stream())
                .text(WindowPart::rowId)
                .text(part -> part.report().windowId())
                .text(part -> part.report().path().name())
                .text(part -> part.report().evidence().name())
                .int2(part -> (short) Aspect.maskOf(part.report().aspects()))
                .int8(part -> part.report().from())
                .int8(part -> from(part.covered()))
                .int8(part -> to(part.covered()))
                .bool(WindowPart::open)
                .int8(part -> part.report().epoch())
                .int8(part -> part.report().generation())
                .int8(part -> MicrosecondTime.of(part.report().at()))
                .uuid(part -> topics.of(part.report().path()))
                .text(part -> array(part.records(), RecordSpan::first))
                .text(part -> array(part.records(), RecordSpan::next));
    }

    /** As PostgreSQL writes an array: the partitions' values from 0 on, null for one without a span. */
    private static String array(List<RecordSpan> spans, ToLongFunction<RecordSpan> value) {
        StringBuilder text = new StringBuilder("{");
        int partition = 0;
        for (RecordSpan span : spans) {
            for (; partition < span.partition(); partition++) {
                text.append("NULL,");
            }
            text.append(value.applyAsLong(span)).append(',');
            partition++;
        }
        if (text.length() > 1) {
            text.setLength(text.length() - 1);
        }
        return text.append('}').toString();
    }

    private static @Nullable Long from(@Nullable Range covered) {
        return covered == null ? null : covered.from();
    }

    private static @Nullable Long to(@Nullable Range covered) {
        return covered == null ? null : covered.to();
    }
}
