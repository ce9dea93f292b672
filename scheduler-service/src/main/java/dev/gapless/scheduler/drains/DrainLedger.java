package dev.gapless.scheduler.drains;

import dev.gapless.scheduler.drains.DrainRun.DrainMark;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The drains in the database. */
final class DrainLedger {

    private static final int MAX_LISTED = 100;

    private final JdbcClient jdbc;

    DrainLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @throws org.springframework.dao.DuplicateKeyException while another one runs */
    void insert(DrainRun drain) {
        jdbc.sql("""
                insert into drain (id, classes, due_at_start, reason, begun_at, begun_by, ends_at, state)
                values (:id, :classes, :dueAtStart, :reason, :at, :by, :endsAt, 'RUNNING')
                """)
                .param("id", UUID.fromString(drain.id()))
                .param("classes", drain.classes().stream().map(Enum::name).toArray(String[]::new))
                .param("dueAtStart", drain.dueAtStart().toArray(Long[]::new))
                .param("reason", drain.begun().reason())
                .param("at", InstantParameters.of(drain.begun().at()))
                .param("by", drain.begun().by())
                .param("endsAt", InstantParameters.of(drain.endsAt()))
                .update();
    }

    /** @return false when it had ended, or never was */
    boolean end(String id, DrainState state, DrainMark ending) {
        return jdbc.sql("""
                        update drain
                           set state = :state, ended_at = :at, ended_by = :by, end_reason = :reason
                         where id = :id
                           and state = 'RUNNING'
                        """)
                        .param("id", UUID.fromString(id))
                        .param("state", state.name())
                        .param("at", InstantParameters.of(ending.at()))
                        .param("by", ending.by())
                        .param("reason", ending.reason())
                        .update()
                > 0;
    }

    /** @param since null while work of its classes waits */
    void noteEmpty(String id, @Nullable Instant since) {
        jdbc.sql("update drain set empty_since = :since where id = :id and state = 'RUNNING'")
                .param("id", UUID.fromString(id))
                .param("since", InstantParameters.ofNullable(since))
                .update();
    }

    Optional<DrainRun> running() {
        return jdbc.sql("select * from drain where state = 'RUNNING'")
                .query(DrainLedger::read)
                .optional();
    }

    Optional<DrainRun> find(String id) {
        return jdbc.sql("select * from drain where id = :id")
                .param("id", UUID.fromString(id))
                .query(DrainLedger::read)
                .optional();
    }

    /** The newest first. */
    List<DrainRun> all() {
        return jdbc.sql("select * from drain order by begun_at desc limit :most")
                .param("most", MAX_LISTED)
                .query(DrainLedger::read)
                .list();
    }

    private static DrainRun read(ResultSet row, int number) throws SQLException {
        return new DrainRun(
                row.getString("id"),
                Arrays.stream((String[]) row.getArray("classes").getArray())
                        .map(PriorityClass::valueOf)
                        .toList(),
                List.of((Long[]) row.getArray("due_at_start").getArray()),
                new DrainMark(
                        InstantParameters.instant(row, "begun_at"), row.getString("begun_by"), row.getString("reason")),
                InstantParameters.instant(row, "ends_at"),
                InstantParameters.nullableInstant(row, "empty_since"),
                DrainState.valueOf(row.getString("state")),
                ending(row));
    }

    private static @Nullable DrainMark ending(ResultSet row) throws SQLException {
        Instant at = InstantParameters.nullableInstant(row, "ended_at");
        return at == null ? null : new DrainMark(at, row.getString("ended_by"), row.getString("end_reason"));
    }
}
