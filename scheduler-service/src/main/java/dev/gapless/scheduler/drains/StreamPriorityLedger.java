package dev.gapless.scheduler.drains;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The classes of streams in the database. */
final class StreamPriorityLedger {

    private final JdbcClient jdbc;

    StreamPriorityLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those that are not normal. */
    List<StreamPriority> all() {
        return jdbc.sql("select source, stream, priority_class from stream_priority order by source, stream")
                .query((row, number) -> new StreamPriority(
                        row.getString("source"),
                        row.getString("stream"),
                        PriorityClass.valueOf(row.getString("priority_class"))))
                .list();
    }

    PriorityClass of(String source, String stream) {
        return jdbc.sql("select priority_class from stream_priority where source = :source and stream = :stream")
                .param("source", source)
                .param("stream", stream)
                .query((row, number) -> PriorityClass.valueOf(row.getString("priority_class")))
                .optional()
                .orElse(PriorityClass.NORMAL);
    }

    void set(StreamPriority priority, Instant at, String by) {
        if (priority.priorityClass() == PriorityClass.NORMAL) {
            jdbc.sql("delete from stream_priority where source = :source and stream = :stream")
                    .param("source", priority.source())
                    .param("stream", priority.stream())
                    .update();
            return;
        }
        jdbc.sql("""
                insert into stream_priority (source, stream, priority_class, set_at, set_by)
                values (:source, :stream, :priorityClass, :at, :by)
                    on conflict (source, stream) do update
                   set priority_class = excluded.priority_class, set_at = excluded.set_at, set_by = excluded.set_by
                """)
                .param("source", priority.source())
                .param("stream", priority.stream())
                .param("priorityClass", priority.priorityClass().name())
                .param("at", InstantParameters.of(at))
                .param("by", by)
                .update();
    }
}
