package dev.gapless.scheduler.drains;

import dev.gapless.scheduler.stops.StoppedWorkSql;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the class whose turn it is in the drain that runs. */
public final class DrainFronts {

    /**
     * A class has its turn while a gap of it is due and not stopped, or is out. What comes due later waits for that,
     * and is not read: the order is that of an index which begins with what is due. Streams that are stopped for all
     * accounts are left out before any of their gaps is read.
     *
     * <p>The end of a polled stream moves with each poll: it counts only if it was open when the drain began.
     */
    private static final String FRONT = """
            with unstopped as materialized (
                select w.source, w.stream, w.priority_class
                  from waiting_stream w
                 where {stream unstopped}
            )
            select c.priority_class
              from drain d
             cross join unnest(d.classes) with ordinality as c (priority_class, place)
             where d.state = 'RUNNING'
               and d.ends_at > :now
               and (exists (select 1
                              from unstopped w
                             cross join lateral (
                                       select 1
                                         from gap g
                                        where g.source = w.source
                                          and g.stream = w.stream
                                          and (g.state in ('OPEN', 'STUCK')
                                               or (g.state = 'UNFILLABLE' and g.reason = 'gone'))
                                          and g.due_at <= :now
                                          and (g.mode <> 'INCREMENTAL' or g.opened_at <= d.begun_at)
                                          and {unstopped}
                                        order by g.due_at
                                        limit 1) due
                             where w.priority_class = c.priority_class)
                    or exists (select 1
                                 from gap o
                                 left join stream_priority p on p.source = o.source and p.stream = o.stream
                                where o.state = 'SCHEDULED'
                                  and (o.mode <> 'INCREMENTAL' or o.opened_at <= d.begun_at)
                                  and coalesce(p.priority_class, 'NORMAL') = c.priority_class))
             order by c.place
             limit 1
            """.replace("{unstopped}", StoppedWorkSql.unstopped("g"))
            .replace("{stream unstopped}", StoppedWorkSql.streamUnstopped("w"));

    private final JdbcClient jdbc;
    private final DrainProperties properties;

    DrainFronts(JdbcClient jdbc, DrainProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** Empty while no drain runs, or while no work of its classes waits. */
    public Optional<DrainFront> front(Instant now) {
        return jdbc.sql(FRONT)
                .param("now", InstantParameters.of(now))
                .query((row, number) ->
                        new DrainFront(PriorityClass.valueOf(row.getString("priority_class")), properties.others()))
                .optional();
    }
}
