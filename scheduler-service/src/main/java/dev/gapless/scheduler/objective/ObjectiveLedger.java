package dev.gapless.scheduler.objective;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The sums of stream-seconds in the database, five minutes a row. */
final class ObjectiveLedger {

    private static final long SLOT = Duration.ofMinutes(5).toSeconds();

    private final JdbcClient jdbc;

    ObjectiveLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until when everything is judged; empty before the first judgement. */
    Optional<Instant> judgedTo() {
        return jdbc.sql("select judged_to from objective_mark")
                .query((row, number) -> row.getTimestamp(1).toInstant())
                .optional();
    }

    /** Adds what was judged and moves the mark; to be called in a transaction. */
    void add(Map<String, ObjectiveSeconds> judged, Instant now, Duration keep) {
        jdbc.sql("""
                insert into objective_mark (judged_to) values (:now)
                    on conflict (only_row) do update set judged_to = excluded.judged_to
                """).param("now", Timestamp.from(now)).update();
        Instant slot = slot(now);
        judged.forEach((source, seconds) -> jdbc.sql("""
                insert into objective_seconds (source, begun, due, late, revoked)
                values (:source, :begun, :due, :late, :revoked)
                    on conflict (source, begun) do update
                   set due = objective_seconds.due + excluded.due,
                       late = objective_seconds.late + excluded.late,
                       revoked = objective_seconds.revoked + excluded.revoked
                """)
                .param("source", source)
                .param("begun", Timestamp.from(slot))
                .param("due", seconds.due())
                .param("late", seconds.late())
                .param("revoked", seconds.revoked())
                .update());
        jdbc.sql("delete from objective_seconds where begun < :oldest")
                .param("oldest", Timestamp.from(now.minus(keep)))
                .update();
    }

    /** The sums of the last time, by source; it begins with a whole row. */
    Map<String, ObjectiveSeconds> last(Duration time, Instant now) {
        Map<String, ObjectiveSeconds> sums = new TreeMap<>();
        jdbc.sql("""
                select source, sum(due), sum(late), sum(revoked)
                  from objective_seconds
                 where begun >= :begun
                 group by source
                """)
                .param("begun", Timestamp.from(slot(now.minus(time))))
                .query((row, number) -> sums.put(
                        row.getString(1), new ObjectiveSeconds(row.getDouble(2), row.getDouble(3), row.getDouble(4))))
                .list();
        return sums;
    }

    private static Instant slot(Instant instant) {
        return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), SLOT) * SLOT);
    }
}
