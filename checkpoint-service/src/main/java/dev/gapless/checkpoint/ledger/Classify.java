package dev.gapless.checkpoint.ledger;

/**
 * The statement that tells of those that were not kept why. The record that was accepted once is answered as it was
 * then, for its change may not have been published; a version that is or was held is a duplicate; the rest is too old,
 * or of a history that the source has taken back.
 */
final class Classify {

    static final String SQL = ItemColumns.INCOMING + """
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
