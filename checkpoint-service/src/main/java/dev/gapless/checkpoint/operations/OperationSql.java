package dev.gapless.checkpoint.operations;

/** The statements of {@link OperationStore}. */
final class OperationSql {

    private OperationSql() {}

    private static final String COLUMNS = """
             id, kind, source, account, item, item_version, status, owner, token, expires_at, attempts, started_at,
             last_attempt_at, completed_at, result, last_error
            """;

    private static final String TAKE = """
            set status = 'IN_PROGRESS',
                owner = :owner,
                token = nextval('fencing_token'),
                expires_at = clock_timestamp() + :millis * interval '1 millisecond',
                attempts = held.attempts + 1,
                last_attempt_at = clock_timestamp(),
                last_error = null
            """;

    /**
     * One of any number of callers gets the row. A token is drawn behind the row's lock, so that a later attempt always
     * has the higher one.
     */
    static final String CLAIM = """
            insert into operation as held (id, kind, source, account, item, item_version, status, owner, token, expires_at,
                                           attempts, started_at)
            values (:id, :kind, :source, :account, :item, :version, 'IN_PROGRESS', :owner, nextval('fencing_token'),
                    clock_timestamp() + :millis * interval '1 millisecond', 1, clock_timestamp())
                on conflict (id) do update
            """ + TAKE + """
             where held.status <> 'COMPLETED'
               and (held.status <> 'IN_PROGRESS' or held.expires_at is null or held.expires_at <= clock_timestamp())
            returning""" + COLUMNS;

    /** Two who ask for work at once get different pieces. */
    static final String NEXT = """
            update operation as held
            """ + TAKE + """
             where held.id = (select id
                                from operation
                               where kind = :kind
                                 and status = 'WAITING'
                               order by started_at
                               limit 1
                                 for update skip locked)
            returning""" + COLUMNS;

    private static final String MINE = """
             where id = :id
               and token = :token
               and status = 'IN_PROGRESS'
               and expires_at > clock_timestamp()
            returning""" + COLUMNS;

    static final String RENEW = """
            update operation
               set expires_at = clock_timestamp() + :millis * interval '1 millisecond'
            """ + MINE;

    static final String COMPLETE = """
            update operation
               set status = 'COMPLETED',
                   expires_at = null,
                   owner = null,
                   completed_at = clock_timestamp(),
                   result = :result
            """ + MINE;

    static final String FAIL = """
            update operation
               set status = 'FAILED',
                   expires_at = null,
                   owner = null,
                   last_error = :error
            """ + MINE;

    /** Not taken from anybody whose lease is good. */
    static final String REQUEUE = """
            update operation
               set status = 'WAITING',
                   expires_at = null,
                   owner = null
             where id = :id
               and status = 'IN_PROGRESS'
               and (expires_at is null or expires_at <= clock_timestamp())
            """;

    static final String FIND = "select" + COLUMNS + """
              from operation
             where id = :id
            """;

    static final String LIST = "select" + COLUMNS + """
              from operation
             where status = :status
               and (:kind::text is null or kind = :kind)
             order by coalesce(last_attempt_at, started_at), id
             limit :limit
            """;

    /** A first attempt has no last one before it: it counts from its start. */
    static final String ORPHANS = "select" + COLUMNS + """
              from operation
             where status = 'IN_PROGRESS'
               and coalesce(last_attempt_at, started_at) < clock_timestamp() - :millis * interval '1 millisecond'
               and (expires_at is null or expires_at <= clock_timestamp())
             order by coalesce(last_attempt_at, started_at), id
             limit :limit
            """;
}
