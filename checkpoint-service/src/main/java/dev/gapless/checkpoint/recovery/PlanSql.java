package dev.gapless.checkpoint.recovery;

/** The statements of {@link RecoveryPlanStore}. */
final class PlanSql {

    private PlanSql() {}

    private static final String COLUMNS = """
             plan, number, priority, type, resource, reason, subjects, estimate_seconds, state, attempts, started_at,
             ended_at, outcome
            """;

    static final String MAKE = """
            insert into recovery_plan (id, state, created_at, started_at)
            values (:id, :state, clock_timestamp(), case when :state = 'RUNNING' then clock_timestamp() end)
            """;

    static final String ADD = """
            insert into recovery_step (plan, number, priority, type, resource, reason, subjects, estimate_seconds, state,
                                       attempts, due_at)
            values (:plan, :number, :priority, :type, :resource, :reason, :subjects, :estimate, 'PENDING', 0,
                    clock_timestamp())
            """;

    static final String CHANGE = """
            update recovery_plan
               set state = :to,
                   started_at = case when :to = 'RUNNING' then coalesce(started_at, clock_timestamp()) else started_at end,
                   ended_at = case when :to = 'ABORTED' then clock_timestamp() end
             where id = :plan
               and state = any (:from)
            """;

    static final String SKIP = """
            update recovery_step
               set state = 'SKIPPED',
                   ended_at = clock_timestamp(),
                   outcome = 'the plan was aborted'
             where plan = :plan
               and state = 'PENDING'
            """;

    /**
     * The plan's row is locked, so that no step begins behind a pause that was answered. One that is RUNNING was begun
     * by somebody who is gone: the lease has one holder, who carries out one step at a time.
     */
    static final String BEGIN = """
            with plan as (
                select p.id
                  from recovery_plan p
                 where p.state = 'RUNNING'
                   and exists (select 1
                                 from resource_lease
                                where resource = :resource
                                  and token = :token
                                  and expires_at > clock_timestamp())
                   for share
            ), next as (
                select s.plan, s.number
                  from recovery_step s
                  join plan on plan.id = s.plan
                 where s.state in ('PENDING', 'RUNNING')
                   and s.due_at <= clock_timestamp()
                 order by s.priority, s.number
                 limit 1
            )
            update recovery_step s
               set state = 'RUNNING',
                   attempts = s.attempts + 1,
                   started_at = clock_timestamp()
              from next
             where s.plan = next.plan
               and s.number = next.number
            returning s.plan, s.number, s.priority, s.type, s.resource, s.reason, s.subjects, s.estimate_seconds, s.state,
                      s.attempts, s.started_at, s.ended_at, s.outcome
            """;

    static final String END = """
            update recovery_step
               set state = :state,
                   ended_at = clock_timestamp(),
                   outcome = :outcome
             where plan = :plan
               and number = :number
               and state = 'RUNNING'
            """;

    static final String POSTPONE = """
            update recovery_step
               set state = 'PENDING',
                   due_at = clock_timestamp() + :millis * interval '1 millisecond',
                   outcome = :outcome
             where plan = :plan
               and number = :number
               and state = 'RUNNING'
            """;

    static final String COMPLETE = """
            update recovery_plan p
               set state = 'COMPLETED',
                   ended_at = clock_timestamp()
             where p.id = :plan
               and p.state in ('RUNNING', 'PAUSED')
               and not exists (select 1
                                 from recovery_step s
                                where s.plan = p.id
                                  and s.state in ('PENDING', 'RUNNING'))
            """;

    static final String RUNNING = """
            select exists (select 1
                             from recovery_plan
                            where state = 'RUNNING')
            """;

    static final String FIND = """
            select id, state, created_at, started_at, ended_at
              from recovery_plan
             where id = :plan
            """;

    static final String LIST = """
            select id, state, created_at, started_at, ended_at
              from recovery_plan
             order by created_at desc
             limit 100
            """;

    static final String STEPS = "select" + COLUMNS + """
              from recovery_step
             where plan = :plan
             order by priority, number
            """;
}
