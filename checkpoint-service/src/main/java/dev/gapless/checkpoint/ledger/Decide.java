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
 * <p>A concluded delete can be undone. Each undoing begins another life of the version: {@code operation / 3} counts
 * them, and {@code operation % 3} is what happened. What we concluded names the life that it is about, so that an old
 * burial does not reach an item that was brought back; a source, which knows of none of this, always speaks of the life
 * that is held ({@link #AS_OF_HELD}). Nothing is brought back that its source has deleted itself meanwhile.
 *
 * <p>A higher version with the content that is held already is no change: its version is noted in the row
 * ({@code raised}), so that it is known the next time, and that is all.
 */
final class Decide {

    /** The operation of what came in, in the life of the version that is held. */
    private static final String AS_OF_HELD =
            "{new}.operation + case when {new}.inferred or {new}.version <> {held}.version"
                    + " then 0 else {held}.operation / 3 * 3 end";

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
                                      and ((k.version, k.operation) > (i.version, {as of held})
                                           or (k.version = i.version
                                               and k.operation = {as of held}
                                               and (k.hash = i.hash
                                                    or (k.door = 'LIVE' and i.door = 'MINED')))))
                   and not exists (select 1
                                     from item_version v
                                    where v.topic_id = i.topic_id
                                      and v.log_partition = i.log_partition
                                      and v.log_offset = i.log_offset)
                   and ((i.inferred and i.operation % 3 = 2)
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
                select source, account, stream, item_id, position, version, operation, operation % 3 = 2,
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
                       operation = {as of held},
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
                 where (excluded.version > held.version
                        or excluded.deleted
                        or held.inferred
                        or not excluded.inferred)
                   and ((excluded.version, {as of held}) > (held.version, held.operation)
                        or excluded.version = held.version
                           and {as of held} = held.operation
                           and excluded.hash <> held.hash
                           and not (held.door = 'LIVE' and excluded.door = 'MINED'))
                returning new.source, new.account, new.stream, new.item_id,
                          case when old.item_id is null and not new.deleted then 'NEW'
                               when old.deleted and not new.deleted then 'NEW'
                               when old.hash = new.hash and not old.deleted and not new.deleted then 'DUPLICATE'
                               else 'CHANGED' end as decision,
                          coalesce(old.version = new.version
                                   and (old.operation = new.operation or new.operation > 2), false) as tied{and former}
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
            {former kept}select n, decision, decision <> 'DUPLICATE' and not tied as first_of_version
              from decided
            """;

    /**
     * What was held before it was concluded to be deleted. A fork's orphans are not kept: their source has voided them.
     */
    private static final String FORMER = """
            ,
                          case when new.inferred and new.deleted and new.door = 'MINED' and not old.deleted
                               then old.payload end as former_payload,
                          old.hash as former_hash, old.door as former_door, old.operation as former_operation,
                          old.position as former_position, old.generation as former_generation,
                          new.version, new.operation, new.sighting, new.accepted_at""";

    private static final String FORMER_KEPT = """
            , remembered as (
                insert into buried_item (source, account, stream, item_id, version, operation, position,
                                         former_operation, hash, payload, door, generation, buried_by, buried_at)
                select source, account, stream, item_id, version, operation, former_position,
                       former_operation, former_hash, former_payload, former_door, former_generation,
                       sighting, accepted_at
                  from written
                 where former_payload is not null
                    on conflict (account, source, stream, item_id, version, operation) do update
                   set position = excluded.position,
                       former_operation = excluded.former_operation,
                       hash = excluded.hash,
                       payload = excluded.payload,
                       door = excluded.door,
                       generation = excluded.generation,
                       buried_by = excluded.buried_by,
                       buried_at = excluded.buried_at
            )
            """;

    static final String SQL = sql("", "");

    /** The same for a round in which something may be concluded to be deleted: what it had been is kept for a while. */
    static final String BURYING = sql(FORMER, FORMER_KEPT);

    private Decide() {}

    private static String sql(String former, String formerKept) {
        String fresh = FRESH.replace("{as of held}", asOfHeld("i", "k"));
        String written = WRITTEN.replace("{same}", SAME)
                .replace("{as of held}", asOfHeld("excluded", "held"))
                .replace("{and former}", former);
        return ItemColumns.INCOMING + fresh + written + KEPT.replace("{former kept}", formerKept);
    }

    private static String asOfHeld(String incoming, String held) {
        return "(" + AS_OF_HELD.replace("{new}", incoming).replace("{held}", held) + ")";
    }
}
