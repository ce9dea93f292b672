package dev.gapless.checkpoint.ledger;

/**
 * The statement that tells of those that were not kept why. The record that was accepted once is answered as it was
 * then, for its change may not have been published; a version that is or was held is a duplicate; the rest is too old,
 * or of a history that the source has taken back. Where such a record is the first by its door of an item that is held,
 * that is noted in the row; of a door already seen nothing is written. So is that a source itself deletes what was only
 * concluded to be deleted: that is not to be undone any more.
 */
final class Classify {

    static final String SQL = ItemColumns.INCOMING + """
            , seen as (
                update item k
                   set seen_live_at = coalesce(k.seen_live_at, first.live_at),
                       seen_live_by = coalesce(k.seen_live_by, first.live_by),
                       seen_mined_at = coalesce(k.seen_mined_at, first.mined_at),
                       seen_mined_by = coalesce(k.seen_mined_by, first.mined_by),
                       inferred = k.inferred and not (first.deletes and k.deleted and k.version = first.version)
                  from (select i.operation = 2 as deletes, i.version, i.account, i.source, i.stream, i.item_id, i.generation,
                               case when i.door = 'LIVE' then seen.at end as live_at,
                               case when i.door = 'LIVE' then i.sighting end as live_by,
                               case when i.door = 'MINED' then seen.at end as mined_at,
                               case when i.door = 'MINED' then i.sighting end as mined_by
                          from incoming i
                         cross join lateral (select timestamptz 'epoch'
                                                    + i.seen_us * interval '1 microsecond' as at) seen
                         where not i.inferred) first
                 where k.account = first.account
                   and k.source = first.source
                   and k.stream = first.stream
                   and k.item_id = first.item_id
                   and k.generation <= first.generation
                   and (k.seen_live_at is null and first.live_at is not null
                        or k.seen_mined_at is null and first.mined_at is not null
                        or k.inferred and k.deleted and first.deletes and k.version = first.version)
            )
            select i.n,
                   coalesce(own.decision,
                            case when exists (select 1
                                                from item k
                                               where k.account = i.account
                                                 and k.source = i.source
                                                 and k.stream = i.stream
                                                 and k.item_id = i.item_id
                                                 and k.version = i.version
                                                 and k.hash = i.hash)
                                   or exists (select 1
                                                from item_version v
                                               where v.account = i.account
                                                 and v.source = i.source
                                                 and v.stream = i.stream
                                                 and v.item_id = i.item_id
                                                 and v.version = i.version
                                                 and v.hash = i.hash)
                                 then 'DUPLICATE'
                                 else 'STALE' end) as decision,
                   false as first_of_version
              from incoming i
              left join item_version own using (topic_id, log_partition, log_offset)
            """;

    private Classify() {}
}
