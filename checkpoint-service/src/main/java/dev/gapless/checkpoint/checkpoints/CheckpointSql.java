package dev.gapless.checkpoint.checkpoints;

/** The statements of {@link CheckpointStore}. */
final class CheckpointSql {

    private CheckpointSql() {}

    private static final String KEY = """
             where c.account = :account
               and c.source = :source
               and c.stream = :stream
               and c.processor = :processor
            """;

    static final String FIND = "select" + CheckpointRow.COLUMNS + "  from checkpoint c\n" + KEY;

    static final String OF_ACCOUNT = "select" + CheckpointRow.COLUMNS + """
              from checkpoint c
             where c.account = :account
               and c.source = :source
             order by c.stream, c.processor
             limit 1000
            """;

    static final String CREATE = """
            insert into checkpoint (source, account, stream, processor, created_at, progressed_at, state, content_hash,
                                    schema_version, version, token, horizon_from, processed, done)
            values (:source, :account, :stream, :processor, clock_timestamp(), clock_timestamp(), :state, :hash, :schema,
                    1, 0, :horizon, '{}', 0)
                on conflict do nothing
            """;

    /**
     * The lease's row is locked for as long as the statement takes, and looked at behind the lock: whoever takes the
     * lease either comes after this write and sees it, or before it, and then nothing is written. No lower token ever
     * follows a higher one, even should the table of leases be lost. Positions and sums only grow.
     */
    static final String MOVE = """
            with holder as (
                select token
                  from resource_lease
                 where resource = :resource
                   and token = :token
                   and expires_at > clock_timestamp()
                   for share
            )
            update checkpoint c
               set state = :state,
                   content_hash = :hash,
                   schema_version = :schema,
                   version = c.version + 1,
                   token = holder.token,
                   progressed_at = clock_timestamp(),
                   completed_at = case when :completed then clock_timestamp() end,
                   processed = c.processed + :processed::int8multirange,
                   first_processed_at = coalesce(c.first_processed_at,
                                                 case when :items > 0 or not isempty(:processed::int8multirange)
                                                      then clock_timestamp() end),
                   done = c.done + :items,
                   expected = coalesce(:expected::bigint, c.expected)
              from holder
            """ + KEY + """
               and c.version = :expectedVersion
               and c.schema_version = :expectedSchema
               and c.schema_version <= :schema
               and c.token <= holder.token
            returning""" + CheckpointRow.COLUMNS;

    /** Whoever else has moved or raised it since it was read has done so from the same state: theirs stands. */
    static final String RAISE = """
            update checkpoint c
               set state = :state,
                   content_hash = :hash,
                   schema_version = :schema,
                   migrated_at = clock_timestamp()
            """ + KEY + """
               and c.version = :expectedVersion
               and c.schema_version = :expectedSchema
            returning""" + CheckpointRow.COLUMNS;

    /** The horizon stays, and so does when it began: what was wanted is wanted still. */
    static final String RESET = """
            update checkpoint c
               set state = :state,
                   content_hash = :hash,
                   schema_version = :schema,
                   version = c.version + 1,
                   token = nextval('fencing_token'),
                   progressed_at = clock_timestamp(),
                   completed_at = null,
                   processed = '{}',
                   done = 0
            """ + KEY + """
               and (c.completed_at is null or :always)
               and c.schema_version <= :newest
            """;

    static final String PUT_ASIDE = """
            insert into checkpoint_aside (source, account, stream, processor, state, content_hash, schema_version, version,
                                          reason, put_aside_at)
            select c.source, c.account, c.stream, c.processor, c.state, c.content_hash, c.schema_version, c.version,
                   :reason, clock_timestamp()
              from checkpoint c
            """ + KEY + """
               for update
            """;
}
