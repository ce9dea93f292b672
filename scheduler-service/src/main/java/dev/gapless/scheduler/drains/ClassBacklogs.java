package dev.gapless.scheduler.drains;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts what waits of each priority class. It reads all gaps that are not filled, so it is for people's questions. */
public final class ClassBacklogs {

    private static final String COUNTS = """
            select coalesce(p.priority_class, 'NORMAL') as priority_class,
                   count(*) filter (where g.state <> 'SCHEDULED' and g.due_at <= :now) as due,
                   count(*) filter (where g.state <> 'SCHEDULED' and g.due_at > :now) as later,
                   count(*) filter (where g.state = 'SCHEDULED') as out
              from gap g
              left join stream_priority p on p.source = g.source and p.stream = g.stream
             where g.state in ('OPEN', 'STUCK', 'SCHEDULED') or (g.state = 'UNFILLABLE' and g.reason = 'gone')
             group by 1
            """;

    private static final String FORGOTTEN = """
            select count(*)
              from gap g
              left join stream_priority p on p.source = g.source and p.stream = g.stream
             where g.state in ('OPEN', 'STUCK')
               and g.deadline < :until
               and coalesce(p.priority_class, 'NORMAL') <> all (:classes)
            """;

    private final JdbcClient jdbc;

    ClassBacklogs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All classes, the one that matters most first. */
    public List<ClassBacklog> read(Instant now) {
        Map<PriorityClass, ClassBacklog> counts = new EnumMap<>(PriorityClass.class);
        for (PriorityClass each : PriorityClass.values()) {
            counts.put(each, new ClassBacklog(each, 0, 0, 0));
        }
        jdbc.sql(COUNTS)
                .param("now", InstantParameters.of(now))
                .query((row, number) -> new ClassBacklog(
                        PriorityClass.valueOf(row.getString("priority_class")),
                        row.getLong("due"),
                        row.getLong("later"),
                        row.getLong("out")))
                .list()
                .forEach(each -> counts.put(each.priorityClass(), each));
        return List.copyOf(counts.values());
    }

    /** Gaps of other classes that their sources forget before this instant. */
    long othersForgottenBefore(Instant until, List<PriorityClass> classes) {
        return jdbc.sql(FORGOTTEN)
                .param("until", InstantParameters.of(until))
                .param("classes", classes.stream().map(Enum::name).toArray(String[]::new))
                .query(Long.class)
                .single();
    }
}
