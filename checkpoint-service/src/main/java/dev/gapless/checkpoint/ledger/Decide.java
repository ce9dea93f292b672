package dev.gapless.checkpoint.ledger;

/**
 * The statement that decides a round and keeps what it accepts.
 *
 * <p>{@code fresh} leaves out what can be refused without touching a row: what is held newer or the same (a held
 * version never goes down, so a look without a lock is enough), the very record that was accepted before, and what was
 * read above a fork by somebody who did not know of it. So a round of duplicates writes nothing, not even to the
 * write-ahead log. The burials that follow from a fork are not held against it.
 *
 * <p>The rest is judged by the upsert's condition, on the row as it is at that moment and under the row's own lock:
 * whoever comes second is judged against whoever came first. Two callers with the same record both get as far as that;
 * the second then collides on the record's log position, loses its transaction and is asked again.
 *
 * <p>A higher version with the content that is held already is no change: its version is noted in the row
 * ({@code raised}), so that it is known the next time, and that is all.
 */
final class Decide {

    private static final String FRESH = """
            , fresh as (
                select i.*
                  from incoming i
                 where not exists (select 1
                                     from item k
                                    where k.account = i.account
                                      and k.source = i.source
                                      and k.stream = i.stream
                                      and k.item_id = i.item_id
                                      and ((k.version, k.operation) > (i.version, i.operation)
                                           or (k.version = i.version
                                               and k.operation = i.operation
                                               and (k.hash = i.hash
                                                    or (k.door = 'LIVE' and i.door = 'MINED')))))
                   and not exists (select 1
                                     from item_version v
                                    where v.topic_id = i.topic_id
                                      and v.log_partition = i.log_partition
                                      and v.log_offset = i.log_offset)
                   and ((i.inferred and i.operation = 2)
                        or not exists (select 1
                                         from stream_fork f
                                        where f.account = i.account
                                          and f.source = i.source
                                          and f.stream = i.stream
                                          and f.generation > i.generation
                                          and f.ancestor < i.position))
                 order by i.account, i.source, i.stream, i.item_id
            )""";

    private static final String SAME = "held.hash = excluded.hash and not held.deleted and not excluded.deleted";

    private static final String WRITTEN = """
            , written as (
                insert into item as held (source, account, stream, item_id, position, version, operation, deleted,
                                          hash, payload, door, sighting, generation, inferred, seen_at, accepted_at,
                                          topic_id, log_partition, log_offset,
                                          seen_live_at, seen_live_by, seen_mined_at, seen_mined_by)
                select source, account, stream, item_id, position, version, operation, operation = 2,
                       hash, payload, door, sighting, generation, inferred,
                       seen.at, clock_timestamp(), topic_id, log_partition, log_offset,
                       case when door = 'LIVE' and not inferred then seen.at end,
                       case when door = 'LIVE' and not inferred then sighting end,
                       case when door = 'MINED' and not inferred then seen.at end,
                       case when door = 'MINED' and not inferred then sighting end
                  from fresh
                 cross join lateral (select timestamptz 'epoch' + seen_us * interval '1 microsecond' as at) seen
                    on conflict (account, source, stream, item_id) do update
                   set position = excluded.position,
                       version = excluded.version,
                       operation = excluded.operation,
                       deleted = excluded.deleted,
                       hash = excluded.hash,
                       payload = case when {same} then held.payload else excluded.payload end,
                       door = excluded.door,
                       sighting = excluded.sighting,
                       generation = excluded.generation,
                       inferred = excluded.inferred,
                       seen_at = excluded.seen_at,
                       accepted_at = case when {same} then held.accepted_at else excluded.accepted_at end,
                       topic_id = case when {same} then held.topic_id else excluded.topic_id end,
                       log_partition = case when {same} then held.log_partition else excluded.log_partition end,
                       log_offset = case when {same} then held.log_offset else excluded.log_offset end,
                       seen_live_at = coalesce(held.seen_live_at, excluded.seen_live_at),
                       seen_live_by = coalesce(held.seen_live_by, excluded.seen_live_by),
                       seen_mined_at = coalesce(held.seen_mined_at, excluded.seen_mined_at),
                       seen_mined_by = coalesce(held.seen_mined_by, excluded.seen_mined_by)
                 where (excluded.version, excluded.operation) > (held.version, held.operation)
                    or (excluded.version = held.version
                        and excluded.operation = held.operation
                        and excluded.hash <> held.hash
                        and not (held.door = 'LIVE' and excluded.door = 'MINED'))
                returning new.source, new.account, new.stream, new.item_id,
                          case when old.item_id is null and not new.deleted then 'NEW'
                               when old.deleted and not new.deleted then 'NEW'
                               when old.hash = new.hash and not old.deleted and not new.deleted then 'DUPLICATE'
                               else 'CHANGED' end as decision,
                          coalesce(old.version = new.version and old.operation = new.operation, false) as tied
            )""";

    private static final String KEPT = """
            , decided as (
                select i.n, w.decision, w.tied
                  from written w
                  join incoming i using (account, source, stream, item_id)
            ), kept as (
                insert into item_version (topic_id, log_partition, log_offset, source, account, stream, item_id,
                                          position, version, operation, hash, door, sighting, decision, accepted_at)
                select topic_id, log_partition, log_offset, source, account, stream, item_id,
                       position, version, operation, hash, door, sighting, decision, clock_timestamp()
                  from incoming
                  join decided using (n)
                 where decision <> 'DUPLICATE'
            )
            select n, decision, decision <> 'DUPLICATE' and not tied as first_of_version
              from decided
            """;

    static final String SQL = ItemColumns.INCOMING + FRESH + WRITTEN.replace("{same}", SAME) + KEPT;

    private Decide() {}
}
