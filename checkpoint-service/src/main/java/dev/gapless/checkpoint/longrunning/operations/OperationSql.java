package dev.gapless.checkpoint.longrunning.operations;

/** The statements of {@link OperationStore}. */
final class OperationSql {

    private OperationSql() {}

    private static final String COLUMNS = """
             id, kind, target, parameters, requested_by, state, owner, token, expires_at, attempts, resume_state, done,
             total, created_at, started_at, ended_at, result, error
            """;

    /** Held until the end of the transaction: of two requests of a kind the second sees the first. */
    static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('operation ' || :kind))";

    /** A cancelled one counts until its worker has finished the portion under way. */
    static final String OVERLAPPING = "select" + COLUMNS + """
              from operation
             where kind = :kind
               and (state in ('PENDING', 'RUNNING', 'PAUSED') or expires_at > clock_timestamp())
               and (target = '' or :target = '' or target = :target
                    or starts_with(target, :target || '/') or starts_with(:target, target || '/'))
               and id <> :id
             order by created_at
             limit 1
            """;

    static final String START = """
            insert into operation (id, kind, target, parameters, requested_by, state, token, attempts, failures, due_at, done,
                                   created_at)
            values (:id, :kind, :target, :parameters, :requestedBy, 'PENDING', 0, 0, 0, clock_timestamp(), 0,
                    clock_timestamp())
            returning""" + COLUMNS;

    /**
     * Two who ask at once get different ones. The token is drawn behind the row's lock, so a later claim's is higher. A
     * lease that ran out is a failure of its owner. After so many failures an operation counts as failed, because it
     * may be what ends its processes.
     */
    static final String CLAIM = """
            with lost as materialized (
                select id as due, expires_at is not null and failures + 1 >= :most as again
                  from operation
                 where kind = :kind
                   and state in ('PENDING', 'RUNNING')
                   and due_at <= clock_timestamp()
                   and (expires_at is null or expires_at <= clock_timestamp())
                 order by created_at
                 limit 1
                   for update skip locked)
            update operation as held
               set state = case when lost.again then 'FAILED' else 'RUNNING' end,
                   owner = case when lost.again then null else :owner end,
                   token = nextval('fencing_token'),
                   expires_at = case when lost.again then null
                                     else clock_timestamp() + :millis * interval '1 millisecond' end,
                   attempts = held.attempts + case when lost.again then 0 else 1 end,
                   failures = held.failures + case when held.expires_at is null then 0 else 1 end,
                   started_at = coalesce(held.started_at, clock_timestamp()),
                   ended_at = case when lost.again then clock_timestamp() end,
                   error = case when lost.again
                                then 'its replicas were lost ' || (held.failures + 1) || ' times in a row, without progress'
                                else held.error end
              from lost
             where held.id = lost.due
            returning""" + COLUMNS;

    private static final String MINE = """
             where id = :id
               and token = :token
               and expires_at > clock_timestamp()
            """;

    /**
     * Progress is saved also when it was paused or cancelled meanwhile: what is done is done. A job saves before a
     * portion too: only a portion that is done ends a row of failures.
     */
    static final String ADVANCE = """
            update operation
               set expires_at = clock_timestamp() + :millis * interval '1 millisecond',
                   state = case when state = 'PENDING' then 'RUNNING' else state end,
                   failures = case when :done > done then 0 else failures end,
                   error = case when :done > done then null else error end,
                   resume_state = :resumeState,
                   done = :done,
                   total = :total
            """ + MINE + """
               and state in ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLED')
            returning state
            """;

    static final String RENEW = """
            update operation
               set expires_at = clock_timestamp() + :millis * interval '1 millisecond',
                   state = case when state = 'PENDING' then 'RUNNING' else state end
            """ + MINE + """
               and state in ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLED')
            returning state
            """;

    static final String COMPLETE = """
            update operation
               set state = case when state = 'CANCELLED' then state else 'COMPLETED' end,
                   owner = null,
                   expires_at = null,
                   ended_at = coalesce(ended_at, clock_timestamp()),
                   result = :text,
                   error = null
            """ + MINE;

    static final String FAIL = """
            update operation
               set state = case when state = 'CANCELLED' then state else 'FAILED' end,
                   owner = null,
                   expires_at = null,
                   ended_at = coalesce(ended_at, clock_timestamp()),
                   error = :text
            """ + MINE;

    /** After too many failures in a row it is left as failed. */
    static final String INTERRUPT = """
            update operation
               set state = case when state = 'RUNNING' and failures + 1 >= :attempts then 'FAILED'
                                when state = 'RUNNING' then 'PENDING'
                                else state end,
                   ended_at = case when state = 'RUNNING' and failures + 1 >= :attempts then clock_timestamp()
                                   else ended_at end,
                   owner = null,
                   expires_at = null,
                   failures = failures + 1,
                   due_at = clock_timestamp() + :retryAfter * interval '1 millisecond',
                   error = :text
            """ + MINE;

    static final String RELEASE = """
            update operation
               set state = case when state = 'RUNNING' then 'PENDING' else state end,
                   owner = null,
                   expires_at = null
            """ + MINE;

    static final String PAUSE = """
            update operation
               set state = 'PAUSED'
             where id = :id
               and state in ('PENDING', 'RUNNING')
            """;

    static final String RESUME = """
            update operation
               set state = 'PENDING',
                   failures = 0,
                   due_at = clock_timestamp(),
                   ended_at = null
             where id = :id
               and state in ('PAUSED', 'FAILED')
            """;

    static final String CANCEL = """
            update operation
               set state = 'CANCELLED',
                   ended_at = clock_timestamp()
             where id = :id
               and state in ('PENDING', 'RUNNING', 'PAUSED', 'FAILED')
            """;

    static final String FIND = "select" + COLUMNS + """
              from operation
             where id = :id
            """;

    static final String LIST = "select" + COLUMNS + """
              from operation
             where (:kind::text is null or kind = :kind)
               and (:state::text is null or state = :state)
               and (:own::text[] is null or split_part(target, '/', 1) = any(:own::text[]))
               and (:afterCreated::timestamptz is null
                    or created_at < :afterCreated::timestamptz
                    or created_at = :afterCreated::timestamptz and id > :afterId::uuid)
             order by created_at desc, id
             limit :limit
            """;

    /** Of each kind: open ones by state, and those that failed within a day. */
    static final String COUNTS = """
            select kind, state, count(*)
              from operation
             where state in ('PENDING', 'RUNNING', 'PAUSED')
                or (state = 'FAILED' and created_at > clock_timestamp() - interval '1 day')
             group by kind, state
            """;

    /** Due, and without an owner. */
    static final String ORPHANED = """
            select count(*)
              from operation
             where state in ('PENDING', 'RUNNING')
               and due_at <= clock_timestamp()
               and coalesce(expires_at, greatest(created_at, due_at))
                   <= clock_timestamp() - :millis * interval '1 millisecond'
            """;
}
