package dev.gapless.scheduler.dispatch;

import dev.gapless.scheduler.drains.DrainFront;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Takes what is due of one table: in its usual order, or first of the class that a drain wants first. */
final class DueTaker {

    /**
     * The statements of one table.
     *
     * @param usual takes of all classes
     * @param ofClass takes of the class that a drain wants first
     * @param others takes what may go beside that class
     */
    record TakeStatements(String usual, String ofClass, String others) {}

    private final JdbcClient jdbc;
    private final TakeStatements statements;
    private final Map<String, ?> bounds;
    private final RowMapper<DispatchedTask> rows;

    /** @param bounds the statements' parameters that are the same at each look */
    DueTaker(JdbcClient jdbc, TakeStatements statements, Map<String, ?> bounds, RowMapper<DispatchedTask> rows) {
        this.jdbc = jdbc;
        this.statements = statements;
        this.bounds = bounds;
        this.rows = rows;
    }

    /** @param most no more than this */
    List<DispatchedTask> take(DispatchScope scope, int most, Instant now) {
        DrainFront front = scope.front();
        if (front == null) {
            return take(statements.usual(), Map.of(), scope, most, now);
        }
        Map<String, ?> wanted = Map.of("priorityClass", front.first().name(), "others", front.others());
        List<DispatchedTask> taken = new ArrayList<>(take(statements.ofClass(), wanted, scope, most, now));
        taken.addAll(take(statements.others(), wanted, scope, most - taken.size(), now));
        return taken;
    }

    /** A lease, as the statements want it. */
    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private List<DispatchedTask> take(
            String statement, Map<String, ?> wanted, DispatchScope scope, int most, Instant now) {
        return jdbc.sql(statement)
                .params(bounds)
                .params(wanted)
                .param("sources", scope.sources().toArray(String[]::new))
                .param("shards", scope.shards().toArray(Integer[]::new))
                .param("now", InstantParameters.of(now))
                .param("most", most)
                .query(rows)
                .list();
    }
}
