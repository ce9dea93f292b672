package dev.gapless.checkpoint.coverage.missdetection;

/**
 * The statements that find windows which claimed the position of an item that only the backfill path brought.
 *
 * <p>Whether a claim came before the item depends on when the miner received the item, not on when it was accepted. A
 * backlog of history may be accepted an hour after windows that hold its items were reported. A window that had read
 * the item itself stands before it in the log, so it would have been accepted as that window's.
 *
 * <p>Positions from the year 2000 on, in microseconds, are taken for instants; what a source counts stays far below. A
 * live window had claimed an instant when that was long past. It had claimed a number when it had seen a higher one. It
 * had claimed both when it was closed.
 */
final class MissedItemSql {

    private static final String TIMES = "946684800000000";

    /** What the backfill path was the first to bring; of what was changed since, as it was then. */
    private static final String ACCEPTED = """
                select source, account, stream, position, provenance, seen_mined_at, seen_live_at
                  from item
                 where accepted_at > :from
                   and accepted_at <= :to
                   and path = 'MINED'
                   and decision = 'NEW'
                   and provenance = seen_mined_by
                   and not raised
                 union all
                select v.source, v.account, v.stream, v.position, v.provenance, k.seen_mined_at, k.seen_live_at
                  from item_version v
                  join item k using (account, source, stream, item_id)
                 where v.accepted_at > :from
                   and v.accepted_at <= :to
                   and v.path = 'MINED'
                   and v.verdict = 'NEW'
                   and v.provenance = k.seen_mined_by
            """;

    private static final String MISSED = """
              from (
            {accepted}
                   ) v
              join coverage_window w using (account, source, stream)
             where w.aspects & 1 <> 0
               and w.covered @> v.position
               and w.part_of <> v.provenance
               and (w.path = 'MINED' and w.reported_at < v.seen_mined_at - :grace * interval '1 millisecond'
                    or w.path = 'LIVE'
                       and v.seen_live_at is null
                       and (v.position >= {times}
                            and extract(epoch from v.seen_mined_at) * 1000000 - v.position > :grace * 1000
                            or not w.open and w.reported_at < v.seen_mined_at - :grace * interval '1 millisecond'
                            or v.position < {times}
                               and exists (select 1
                                             from item n
                                            where n.account = v.account
                                              and n.source = v.source
                                              and n.stream = v.stream
                                              and not n.deleted
                                              and n.position > v.position
                                              and n.position < upper(w.covered)
                                              and n.seen_live_at < v.seen_mined_at
                                                                   - :grace * interval '1 millisecond')))
            """.replace("{times}", TIMES).replace("{accepted}", ACCEPTED.stripTrailing());

    static final String STREAMS = "select distinct source, account, stream\n" + MISSED;

    /** An item that a path has surely brought in its turn, and not by a late edit: so far the window had seen. */
    private static final String NEIGHBOUR = """
            select n.position
              from item n
             where n.account = m.account
               and n.source = m.source
               and n.stream = m.stream
               and not n.deleted
               and case when m.path = 'LIVE'
                        then n.seen_live_at is not null
                             and (n.position < {times}
                                  or extract(epoch from n.seen_live_at) * 1000000 - n.position <= :grace * 1000)
                        else n.seen_mined_at is not null and n.seen_mined_at < m.seen_mined_at end
            """.replace("{times}", TIMES);

    /**
     * What is retracted. Of one walk: its whole range, because its listing was wrong. Of a live window: the range
     * between the neighbours. The same goes for rows whose walks cannot be told apart any more, or that prove more than
     * a walk.
     */
    static final String OF_STREAM =
            """
            with missed as (
                select v.source, v.account, v.stream, v.position, v.seen_mined_at, w.part_of, w.path, w.covered,
                       w.path = 'MINED' and w.evidence = 'PAGE_WALK' and w.window_id not like 'merged:%' as whole
            {missed}
                   and v.source = :source
                   and v.account = :account
                   and v.stream = :stream
            ), taken as (
                select m.part_of,
                       case when m.whole
                            then (select range_agg(p.covered)
                                    from coverage_window p
                                   where p.account = m.account
                                     and p.source = m.source
                                     and p.stream = m.stream
                                     and p.part_of = m.part_of)
                            else m.covered * int8multirange(int8range(before.position, after.position, '[]')) end as ranges
                  from missed m
                  left join lateral ({neighbour}
                                        and n.position < m.position
                                      order by n.position desc
                                      limit 1) before on true
                  left join lateral ({neighbour}
                                        and n.position > m.position
                                      order by n.position
                                      limit 1) after on true
            )
            select part_of, lower(r) as cut_from, upper(r) as cut_to
              from (select part_of, unnest(range_agg(ranges)) as r
                      from taken
                     group by part_of) apart
             order by part_of, cut_from
            """.replace("{missed}", MISSED.stripTrailing()).replace("{neighbour}", NEIGHBOUR.strip());

    private MissedItemSql() {}
}
