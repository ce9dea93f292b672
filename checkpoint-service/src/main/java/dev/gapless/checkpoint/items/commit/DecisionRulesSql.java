package dev.gapless.checkpoint.items.commit;

/**
 * The conditions by which sightings are judged, as pieces of SQL: {@code i} is what came in, {@code k} what is held of
 * its item.
 */
final class DecisionRulesSql {

    static final String OF_ITEM =
            "{row}.account = i.account and {row}.source = i.source and {row}.stream = i.stream and {row}.item_id = i.item_id";

    static final String SAME_RECORD =
            "{row}.topic_id = i.topic_id and {row}.log_partition = i.log_partition and {row}.log_offset = i.log_offset";

    /** The operation of what came in, in the life of the version that is held. */
    static final String AS_OF_HELD = "({new}.operation + case when {new}.inferred or {new}.version <> {held}.version"
            + " then 0 else {held}.operation / 3 * 3 end)";

    static final String NEWER = """
            (({new}.version > {held}.version
                  or {new}.operation % 3 = 2
                  or {held}.inferred
                  or not {new}.inferred)
                 and (({new}.version, {as of held}) > ({held}.version, {held}.operation)
                      or {new}.version = {held}.version
                         and {as of held} = {held}.operation
                         and {new}.hash <> {held}.hash
                         and {new}.hash_version = {held}.hash_version
                         and not ({held}.path = 'LIVE' and {new}.path = 'MINED')))""".replace("{as of held}", AS_OF_HELD);

    static final String FORKED = """
            (coalesce(i.generation < (select max(generation) from stream_fork), false)
                  and not (i.inferred and i.operation % 3 = 2)
                  and (select true
                         from stream_fork f
                        where f.account = i.account
                          and f.source = i.source
                          and f.stream = i.stream
                          and f.generation > i.generation
                          and f.ancestor < i.position
                        limit 1) is true)""";

    static final String JUDGED = """
            case when {newer} and not {forked} then 'NEWER'
                 when k.version = i.version
                      and (k.hash = i.hash or k.hash_version <> i.hash_version and k.operation = {as of held}) then 'DUPLICATE'
                 when k.chained
                      and (select true
                             from item_version v
                            where {of v}
                              and v.version = i.version
                              and v.hash = i.hash
                            limit 1) then 'DUPLICATE'
                 else 'STALE' end""";

    /**
     * What a sighting is at a look: as it was when it is the very record that was accepted before. What is to be
     * written is FRESH or NEWER, and judged once more by the statement that writes it.
     */
    static final String SEEN_AS = """
            case when k.account is null then case when {forked} then 'STALE' else 'FRESH' end
                 when {record k} then k.decision
                 when k.chained
                 then coalesce((select v.verdict
                                  from item_version v
                                 where {of v}
                                   and {record v}
                                 limit 1),
                               {judged})
                 else {judged} end""";

    /**
     * True for the first record by its path of an item that is held. True for the source's own delete of an item that
     * was only concluded to be deleted. True also for a record hashed by other rules or, after a while, with other
     * volatile members.
     */
    static final String WORTH_NOTING = """
            (not i.inferred
             and k.generation <= i.generation
             and (i.path = 'LIVE' and k.seen_live_at is null
                  or i.path = 'MINED' and k.seen_mined_at is null
                  or k.inferred and k.deleted and i.operation = 2 and k.version = i.version)
             or k.version = i.version
             and k.operation = {as of held}
             and not k.deleted
             and (k.hash_version <> i.hash_version
                  and i.seen_us > extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000
                  or k.hash_version = i.hash_version
                  and k.hash = i.hash
                  and k.volatile_hash <> i.volatile_hash
                  and i.seen_us - extract(epoch from coalesce(k.refreshed_at, k.seen_at)) * 1000000 >= {every}))""";

    private DecisionRulesSql() {}

    /** A statement with its conditions filled in, of a look without a lock. */
    static String filled(String sql, PayloadRetention storing) {
        String whole = fill(sql, "{seen as}", SEEN_AS);
        whole = fill(whole, "{judged}", JUDGED);
        whole = fill(whole, "{worth noting}", WORTH_NOTING);
        whole = fill(whole, "{newer}", NEWER);
        whole = fill(whole, "{forked}", FORKED);
        return whole.replace("{as of held}", AS_OF_HELD)
                .replace("{new}", "i")
                .replace("{held}", "k")
                .replace("{of k}", OF_ITEM.replace("{row}", "k"))
                .replace("{of v}", OF_ITEM.replace("{row}", "v"))
                .replace("{record k}", SAME_RECORD.replace("{row}", "k"))
                .replace("{record v}", SAME_RECORD.replace("{row}", "v"))
                .replace("{every}", Long.toString(storing.volatileMicros()));
    }

    /** Puts a fragment in its place. Its lines stand under its first one, so that the whole can be read. */
    static String fill(String sql, String place, String fragment) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (int at = sql.indexOf(place); at >= 0; at = sql.indexOf(place, from)) {
            int column = at - sql.lastIndexOf('\n', at) - 1;
            filled.append(sql, from, at).append(fragment.replace("\n", "\n" + " ".repeat(column)));
            from = at + place.length();
        }
        return filled.append(sql, from, sql.length()).toString();
    }

    /** What of a sighting that is no change is worth being noted. */
    static String worthNoting(PayloadRetention storing) {
        return WORTH_NOTING
                .replace("{as of held}", AS_OF_HELD)
                .replace("{new}", "i")
                .replace("{held}", "k")
                .replace("{every}", Long.toString(storing.volatileMicros()));
    }

    /** The operation of {@code i}, in the life of the version of {@code k}. */
    static String asOfHeld() {
        return AS_OF_HELD.replace("{new}", "i").replace("{held}", "k");
    }
}
