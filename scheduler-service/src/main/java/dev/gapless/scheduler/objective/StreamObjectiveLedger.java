package dev.gapless.scheduler.objective;

import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The objectives of streams in the database. */
final class StreamObjectiveLedger {

    private static final String COLUMNS = "select source, stream, target, within_seconds, poll_seconds\n";

    private final JdbcClient jdbc;

    StreamObjectiveLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<ObjectiveScope, StreamObjective> all() {
        Map<ObjectiveScope, StreamObjective> all = new HashMap<>();
        jdbc.sql(COLUMNS + "  from stream_objective")
                .query((row, number) -> read(row))
                .list()
                .forEach(each -> all.put(each.scope(), each));
        return all;
    }

    Optional<StreamObjective> find(ObjectiveScope scope) {
        return jdbc.sql(COLUMNS + "  from stream_objective where source = :source and stream = :stream")
                .param("source", scope.source())
                .param("stream", scope.stream())
                .query((row, number) -> read(row))
                .optional();
    }

    private static StreamObjective read(ResultSet row) throws SQLException {
        return new StreamObjective(
                new ObjectiveScope(row.getString("source"), row.getString("stream")),
                row.getDouble("target"),
                Duration.ofMillis(Math.round(row.getDouble("within_seconds") * 1_000)),
                Duration.ofSeconds(row.getLong("poll_seconds")));
    }

    void set(StreamObjective objective, Instant at, String by) {
        jdbc.sql("""
                insert into stream_objective (source, stream, target, within_seconds, poll_seconds, set_at, set_by)
                values (:source, :stream, :target, :within, :poll, :at, :by)
                    on conflict (source, stream) do update
                   set target = excluded.target, within_seconds = excluded.within_seconds,
                       poll_seconds = excluded.poll_seconds, set_at = excluded.set_at, set_by = excluded.set_by
                """)
                .param("source", objective.scope().source())
                .param("stream", objective.scope().stream())
                .param("target", objective.target())
                .param("within", objective.within().toMillis() / 1000.0)
                .param("poll", objective.poll().toSeconds())
                .param("at", InstantParameters.of(at))
                .param("by", by)
                .update();
    }

    /** From then on that of the settings holds. */
    void clear(ObjectiveScope scope) {
        jdbc.sql("delete from stream_objective where source = :source and stream = :stream")
                .param("source", scope.source())
                .param("stream", scope.stream())
                .update();
    }
}
