package dev.gapless.scheduler.objective;

import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The sums of stream-seconds in the database, five minutes a row. */
final class ObjectiveLedger {

    private static final long SLOT = Duration.ofMinutes(5).toSeconds();

    private final JdbcClient jdbc;

    ObjectiveLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps other schedulers from judging until the transaction ends.
     *
     * @param now the mark where there is none yet
     * @return until when everything is judged
     */
    Instant lock(Instant now) {
        jdbc.sql("insert into objective_mark (judged_to) values (:now) on conflict (only_row) do nothing")
                .param("now", InstantParameters.of(now))
                .update();
        return jdbc.sql("select judged_to from objective_mark for update")
                .query((row, number) -> InstantParameters.instant(row, "judged_to"))
                .single();
    }

    /** Adds what was judged and moves the mark; after {@link #lock}, in the same transaction. */
    void add(Map<ObjectiveScope, ObjectiveSeconds> judged, Instant now, Duration keep) {
        jdbc.sql("update objective_mark set judged_to = :now")
                .param("now", InstantParameters.of(now))
                .update();
        Instant slot = slot(now);
        judged.forEach((scope, seconds) -> jdbc.sql("""
                insert into stream_objective_seconds as held (source, stream, begun, due, late)
                values (:source, :stream, :begun, :due, :late)
                    on conflict (source, stream, begun) do update
                   set due = held.due + excluded.due,
                       late = held.late + excluded.late
                """)
                .param("source", scope.source())
                .param("stream", scope.stream())
                .param("begun", InstantParameters.of(slot))
                .param("due", seconds.due())
                .param("late", seconds.late())
                .update());
        for (String table : List.of("stream_objective_seconds", "objective_seconds")) {
            jdbc.sql("delete from " + table + " where begun < :oldest")
                    .param("oldest", InstantParameters.of(now.minus(keep)))
                    .update();
        }
    }

    /** The sums of the last time, by source and stream; it begins with a whole row. */
    Map<ObjectiveScope, ObjectiveSeconds> last(Duration time, Instant now) {
        Map<ObjectiveScope, ObjectiveSeconds> sums = new LinkedHashMap<>();
        jdbc.sql("""
                select source, stream, sum(due), sum(late)
                  from (select source, stream, begun, due, late from stream_objective_seconds
                         union all
                        select source, '', begun, due, late from objective_seconds) s
                 where begun >= :begun
                 group by source, stream
                 order by source, stream
                """)
                .param("begun", InstantParameters.of(slot(now.minus(time))))
                .query((row, number) -> sums.put(
                        new ObjectiveScope(row.getString(1), row.getString(2)),
                        new ObjectiveSeconds(row.getDouble(3), row.getDouble(4))))
                .list();
        return sums;
    }

    private static Instant slot(Instant instant) {
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), SLOT) * SLOT);
    }
}
