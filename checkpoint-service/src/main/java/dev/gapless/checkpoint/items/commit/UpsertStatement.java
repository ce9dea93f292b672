package dev.gapless.checkpoint.items.commit;

/**
 * The statement that decides what a {@link LookupStatement} left open, or a whole round when new items have met others.
 * It keeps what it accepts.
 *
 * <p>{@code seen} decides everything that needs no write. So a round of duplicates writes nothing, not even to the
 * write-ahead log. The inferred deletes that follow from a fork are not held against it. It decides:
 *
 * <ol>
 *   <li>items whose stored version is newer or equal: versions never decrease, so no lock is needed;
 *   <li>redelivered records: they are answered as before, because their change may be unpublished;
 *   <li>records read above a fork by a reader that did not know of the fork.
 * </ol>
 *
 * <p>The upsert's condition decides the rest, on the row as it is at that moment and under the row's own lock. So the
 * second caller is compared with the first. What loses there is in no answer and is to be asked about again: the next
 * statement sees the winner. The answer says what was replaced ({@code old_...}). Was that not what {@code seen} saw,
 * the record may have been accepted meanwhile, and {@link #RECORDED} tells.
 *
 * <p>What is replaced is kept in {@code item_version}. A higher version with the content that is held already is no
 * change. Its version is noted in the row ({@code raised}), so that it is known the next time; it is in no answer
 * either. Hashes made by different rules are not compared: at the same version such a record is a duplicate.
 *
 * <p>An inferred delete can be undone. Each undoing begins another life of the version: {@code operation / 3} counts
 * them, and {@code operation % 3} is what happened. An inferred delete names the life that it is about, so an old one
 * does not reach an item that was brought back. A source knows no lives, so its records speak of the life that is held
 * ({@link DecisionRulesSql#AS_OF_HELD}). An item that its source has deleted itself meanwhile is not brought back.
 */
final class UpsertStatement {

    private static final String SEEN = """
            , seen as materialized (
                select i.*, k.topic_id as held_topic, k.log_partition as held_partition, k.log_offset as held_offset,
                       k.version as held_version, {worth noting} as noted, {seen as} as what
                  from incoming i
                  left join item k on {of k}
            )""";

    /**
     * Were two rows of a round decided by one statement in another order than those of another, they could deadlock.
     */
    private static final String UPSERT = DecisionRulesSql.fill("""
            , written as (
                insert into item as held (source, account, stream, item_id, position, version, operation, deleted,
                                          hash, payload, path, provenance, generation, inferred, seen_at, accepted_at,
                                          topic_id, log_partition, log_offset,
                                          seen_live_at, seen_live_by, seen_mined_at, seen_mined_by,
                                          decision, hash_version, volatile_hash, packed)
                select source, account, stream, item_id, position, version, operation, operation % 3 = 2,
                       hash, payload, path, provenance, generation, inferred,
                       {seen at}, clock_timestamp(), topic_id, log_partition, log_offset,
                       case when path = 'LIVE' and not inferred then {seen at} end,
                       case when path = 'LIVE' and not inferred then provenance end,
                       case when path = 'MINED' and not inferred then {seen at} end,
                       case when path = 'MINED' and not inferred then provenance end,
                       case when operation % 3 = 2 then 'CHANGED' else 'NEW' end, hash_version, volatile_hash, packed
                  from seen
                 where what in ('FRESH', 'NEWER')
                    on conflict (account, source, stream, item_id) do update
                   set position = excluded.position,
                       version = excluded.version,
                       operation = {as of held},
                       deleted = excluded.deleted,
                       hash = excluded.hash,
                       payload = case when {same} then held.payload else excluded.payload end,
                       path = excluded.path,
                       provenance = excluded.provenance,
                       generation = excluded.generation,
                       inferred = excluded.inferred,
                       seen_at = excluded.seen_at,
                       accepted_at = case when {raise} then held.accepted_at else excluded.accepted_at end,
                       topic_id = case when {raise} then held.topic_id else excluded.topic_id end,
                       log_partition = case when {raise} then held.log_partition else excluded.log_partition end,
                       log_offset = case when {raise} then held.log_offset else excluded.log_offset end,
                       seen_live_at = coalesce(held.seen_live_at, excluded.seen_live_at),
                       seen_live_by = coalesce(held.seen_live_by, excluded.seen_live_by),
                       seen_mined_at = coalesce(held.seen_mined_at, excluded.seen_mined_at),
                       seen_mined_by = coalesce(held.seen_mined_by, excluded.seen_mined_by),
                       decision = case when {raise} then held.decision
                                       when held.deleted and not excluded.deleted then 'NEW'
                                       else 'CHANGED' end,
                       raised = {raise},
                       chained = true,
                       hash_version = excluded.hash_version,
                       volatile_hash = excluded.volatile_hash,
                       refreshed_at = null,
                       packed = case when {same} then held.packed else excluded.packed end
                 where {newer}
                returning new.topic_id, new.log_partition, new.log_offset, new.decision,
                          new.raised as raise,
                          coalesce(old.version = new.version
                                   and (old.operation = new.operation or new.operation > 2), false) as tied,
                          old.account is not null and not old.raised as replaces,
                          old.topic_id as old_topic, old.log_partition as old_partition, old.log_offset as old_offset,
                          old.version as old_version, old.source, old.account, old.stream, old.item_id, old.position,
                          old.operation, old.hash, old.hash_version, old.path, old.provenance,
                          old.decision as old_decision, old.accepted_at{former}
            )""", "{newer}", DecisionRulesSql.NEWER)
            .replace("{as of held}", DecisionRulesSql.AS_OF_HELD)
            .replace("{new}", "excluded")
            .replace("{held}", "held")
            .replace("{seen at}", "timestamptz 'epoch' + seen_us * interval '1 microsecond'")
            .replace("{same}", "{raise} and held.volatile_hash is not distinct from excluded.volatile_hash")
            .replace(
                    "{raise}",
                    "(held.hash = excluded.hash and held.hash_version = excluded.hash_version"
                            + " and not held.deleted and not excluded.deleted)");

    private static final String KEPT = """
            , kept as (
                insert into item_version (source, account, stream, item_id, position, version, operation, hash, hash_version,
                                          path, provenance, verdict, accepted_at, topic_id, log_partition, log_offset{names})
                select source, account, stream, item_id, position, old_version, operation, hash, hash_version,
                       path, provenance, old_decision, accepted_at, old_topic, old_partition, old_offset{names}
                  from written
                 where replaces
            ){inferred_delete}
            select n, what, noted as flag, null::uuid as topic_id, null::int as log_partition, null::bigint as log_offset,
                   held_topic, held_partition, held_offset, held_version
              from seen
             where what <> 'FRESH'
             union all
            select null, decision, not tied, topic_id, log_partition, log_offset, old_topic, old_partition, old_offset,
                   old_version
              from written
             where not raise
            """;

    /** How many of these records are among what was replaced. */
    static final String RECORDED = ItemColumns.INCOMING
            + """

            select count(*)
              from incoming i
              join item_version v on {of v} and {record v}
            """.replace("{of v}", DecisionRulesSql.OF_ITEM.replace("{row}", "v"))
                    .replace("{record v}", DecisionRulesSql.SAME_RECORD.replace("{row}", "v"));

    /**
     * What was held before it was concluded to be deleted. A fork's orphans are not kept: their source has voided them.
     */
    private static final String INFERRED_DELETE = """
            , removed as (
                insert into inferred_delete (source, account, stream, item_id, version, operation, position,
                                         former_operation, hash, payload, packed, path, generation, inferred_by, inferred_at)
                select source, account, stream, item_id, new_version, new_operation, position,
                       operation, hash, payload, packed, path, generation, inferred_by, inferred_at
                  from written
                 where deletes
                    on conflict (account, source, stream, item_id, version, operation) do update
                   set position = excluded.position,
                       former_operation = excluded.former_operation,
                       hash = excluded.hash,
                       payload = excluded.payload,
                       packed = excluded.packed,
                       path = excluded.path,
                       generation = excluded.generation,
                       inferred_by = excluded.inferred_by,
                       inferred_at = excluded.inferred_at
            )""";

    private static final String DELETES = """
            ,
                          coalesce(new.inferred and new.deleted and new.path = 'MINED' and not old.deleted, false) as deletes,
                          old.generation, new.version as new_version, new.operation as new_operation,
                          new.provenance as inferred_by, new.accepted_at as inferred_at""";

    private UpsertStatement() {}

    /** All by an upsert, which also works when another transaction was faster. */
    static String sql(PayloadRetention storing) {
        return sql(storing, false);
    }

    /** The same for a round in which something may be concluded to be deleted: what it had been is kept for a while. */
    static String deleting(PayloadRetention storing) {
        return sql(storing, true);
    }

    private static String sql(PayloadRetention storing, boolean deletes) {
        String payload = storing.keepReplaced() || deletes ? ", old.payload, old.packed" : "";
        return ItemColumns.INCOMING
                + DecisionRulesSql.filled(SEEN, storing)
                + UPSERT.replace("{former}", payload + (deletes ? DELETES : ""))
                + KEPT.replace("{names}", storing.keepReplaced() ? ", payload, packed" : "")
                        .replace("{inferred_delete}", deletes ? INFERRED_DELETE : "");
    }
}
