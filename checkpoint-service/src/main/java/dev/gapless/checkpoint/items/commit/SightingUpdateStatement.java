package dev.gapless.checkpoint.items.commit;

/**
 * The statement that notes in the row what a record says of it that is no change. It notes that the record's path has
 * brought the item for the first time. It notes that the source deletes an item that was only concluded to be deleted,
 * which must not be undone any more. It notes the hash, when that was made by other rules, and at intervals the
 * volatile members.
 */
final class SightingUpdateStatement {

    private static final String SQL = ItemColumns.INCOMING + """

            update item k
               set seen_live_at = case when {first} then coalesce(k.seen_live_at, live_at) else k.seen_live_at end,
                   seen_live_by = case when {first} then coalesce(k.seen_live_by, live_by) else k.seen_live_by end,
                   seen_mined_at = case when {first} then coalesce(k.seen_mined_at, mined_at) else k.seen_mined_at end,
                   seen_mined_by = case when {first} then coalesce(k.seen_mined_by, mined_by) else k.seen_mined_by end,
                   inferred = k.inferred and not ({first} and k.deleted and i.operation = 2 and k.version = i.version),
                   hash = case when {again} then i.hash else k.hash end,
                   hash_version = case when {again} then i.hash_version else k.hash_version end,
                   volatile_hash = case when {again} then i.volatile_hash else k.volatile_hash end,
                   refreshed_at = case when {again} then i.seen_at else k.refreshed_at end,
                   payload = case when {again} then i.payload else k.payload end,
                   packed = case when {again} then i.packed else k.packed end
              from (select i.*, seen_at,
                           case when path = 'LIVE' then seen_at end as live_at,
                           case when path = 'LIVE' then provenance end as live_by,
                           case when path = 'MINED' then seen_at end as mined_at,
                           case when path = 'MINED' then provenance end as mined_by
                      from incoming i
                     cross join lateral (select timestamptz 'epoch' + seen_us * interval '1 microsecond' as seen_at) at) i
             where k.account = i.account
               and k.source = i.source
               and k.stream = i.stream
               and k.item_id = i.item_id
               and {worth noting}
            """;

    private static final String FIRST = "(not i.inferred and k.generation <= i.generation)";

    /** Not what was seen before the row was last written. */
    private static final String AGAIN = """
            (k.version = i.version
                    and k.operation = {as of held}
                    and not k.deleted
                    and i.seen_at > coalesce(k.refreshed_at, k.seen_at)
                    and (k.hash_version <> i.hash_version
                         or k.hash = i.hash
                         and k.volatile_hash <> i.volatile_hash))""";

    private SightingUpdateStatement() {}

    static String sql(PayloadRetention storing) {
        String again = AGAIN.replace("{as of held}", DecisionRulesSql.asOfHeld());
        String whole = DecisionRulesSql.fill(SQL.replace("{first}", FIRST), "{again}", again);
        return DecisionRulesSql.fill(whole, "{worth noting}", DecisionRulesSql.worthNoting(storing));
    }
}
