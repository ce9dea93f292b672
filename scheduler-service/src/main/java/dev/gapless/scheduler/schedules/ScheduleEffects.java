package dev.gapless.scheduler.schedules;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** What the rows of polls and plans have of a schedule: when they are looked at next. */
final class ScheduleEffects {

    private static final String WHERE = """
             where p.source = :source
               and p.stream = :stream
               and (cast(:account as text) is null or p.account = :account)
            """;

    /** Rows are locked in the order of their keys, as the planners do. */
    private static final String PLAN = """
            with named as materialized (
                select p.source, p.account, p.stream
                  from stream_plan p
            """ + WHERE + """
                 order by p.source, p.account, p.stream
                   for update of p
            )
            update stream_plan p
               set due_at = least(p.due_at, :now), changes = p.changes + 1
              from named n
             where p.source = n.source and p.account = n.account and p.stream = n.stream
            """;

    /** A poll that failed waits for its own time. */
    private static final String POLL = """
            update poll p
               set next_at = coalesce(cast(:next as timestamptz),
                                      least(p.next_at, cast(:now as timestamptz) + make_interval(secs => p.period_seconds)))
            """ + WHERE + "   and not p.scheduled and p.attempts = 0";

    /** A poll that is out reads what there is now, so it counts as well. */
    private static final String POLL_NOW = """
            update poll p
               set next_at = case when p.scheduled then p.next_at else least(p.next_at, :now) end
            """ + WHERE;

    private static final String TRIGGER = """
            with replaced as (
                delete from poll_trigger p
            """ + WHERE + """
                   and p.asked_at >= date_trunc('hour', cast(:now as timestamptz))
            )
            insert into poll_trigger (source, account, stream, asked_at)
            select p.source, p.account, p.stream, :now
              from stream_plan p
            """ + WHERE + """
             order by p.source, p.account, p.stream
                on conflict do nothing
            """;

    private final JdbcClient jdbc;

    ScheduleEffects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param next the first poll by the new schedule; null for the one by the manifest, or none that is later */
    void changed(ScheduledStream stream, @Nullable Instant next, Instant now) {
        where(PLAN, stream, null, now).update();
        where(POLL, stream, null, now)
                .param("next", InstantParameters.ofNullable(next))
                .update();
    }

    /**
     * Reads what there is up to now.
     *
     * @param account null for all
     * @return how many streams of accounts that concerns
     */
    int trigger(ScheduledStream stream, @Nullable String account, Instant now) {
        jdbc.sql("delete from poll_trigger where asked_at < cast(:now as timestamptz) - interval '2 days'")
                .param("now", InstantParameters.of(now))
                .update();
        int triggered = where(TRIGGER, stream, account, now).update();
        where(PLAN, stream, account, now).update();
        return triggered + where(POLL_NOW, stream, account, now).update();
    }

    private StatementSpec where(String statement, ScheduledStream stream, @Nullable String account, Instant now) {
        return jdbc.sql(statement)
                .param("source", stream.source())
                .param("stream", stream.stream())
                .param("account", account)
                .param("now", InstantParameters.of(now));
    }
}
