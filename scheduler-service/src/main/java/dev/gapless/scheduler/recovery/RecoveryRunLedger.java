package dev.gapless.scheduler.recovery;

import dev.gapless.scheduler.recovery.RecoveryRun.AccountBatches;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The runs in the database. */
final class RecoveryRunLedger {

    private static final int MAX_LISTED = 100;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;

    RecoveryRunLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(RecoveryRun run) {
        jdbc.sql("""
                insert into recovery_run (id, stop, phases, phase, state, phase_begun_at, through, pace, begun_at)
                values (:id, :stop, cast(:phases as jsonb), :phase, :state, :stepBegunAt, :through, :pace, :begunAt)
                """)
                .param("id", UUID.fromString(run.id()))
                .param("stop", UUID.fromString(run.stop()))
                .param("phases", JSON.writeValueAsString(run.phases()))
                .param("phase", run.phase())
                .param("state", run.state().name())
                .param("stepBegunAt", InstantParameters.of(run.stepBegunAt()))
                .param("through", run.through())
                .param("pace", run.pace())
                .param("begunAt", InstantParameters.of(run.begunAt()))
                .update();
    }

    /** @return false when another process has changed it since it was read */
    boolean update(RecoveryRun run) {
        return jdbc.sql("""
                        update recovery_run
                           set phase = :phase, state = :state, phase_begun_at = :stepBegunAt, through = :through,
                               detail = :detail, pace = :pace, version = version + 1
                         where id = :id
                           and version = :version
                        """)
                        .param("id", UUID.fromString(run.id()))
                        .param("version", run.version())
                        .param("phase", run.phase())
                        .param("state", run.state().name())
                        .param("stepBegunAt", InstantParameters.of(run.stepBegunAt()))
                        .param("through", run.through())
                        .param("detail", run.detail())
                        .param("pace", run.pace())
                        .update()
                > 0;
    }

    void note(RecoveryRun run, RecoveryEvent event) {
        jdbc.sql("""
                insert into recovery_event (run, at, by, what, phase, detail)
                values (:run, :at, :by, :what, :phase, :detail)
                """)
                .param("run", UUID.fromString(run.id()))
                .param("at", InstantParameters.of(event.at()))
                .param("by", event.by())
                .param("what", event.what())
                .param("phase", event.phase())
                .param("detail", event.detail())
                .update();
    }

    List<RecoveryEvent> events(String run) {
        return jdbc.sql("select * from recovery_event where run = :run order by number")
                .param("run", UUID.fromString(run))
                .query((row, number) -> new RecoveryEvent(
                        InstantParameters.instant(row, "at"),
                        row.getString("by"),
                        row.getString("what"),
                        row.getString("phase"),
                        row.getString("detail")))
                .list();
    }

    List<RecoveryRun> active() {
        return jdbc.sql("select * from recovery_run where state in ('RUNNING', 'HELD', 'PAUSED') order by begun_at")
                .query(RecoveryRunLedger::read)
                .list();
    }

    List<RecoveryRun> all() {
        return jdbc.sql("select * from recovery_run order by begun_at desc limit :most")
                .param("most", MAX_LISTED)
                .query(RecoveryRunLedger::read)
                .list();
    }

    Optional<RecoveryRun> find(String id) {
        return jdbc.sql("select * from recovery_run where id = :id")
                .param("id", UUID.fromString(id))
                .query(RecoveryRunLedger::read)
                .optional();
    }

    private static RecoveryRun read(ResultSet row, int number) throws SQLException {
        return new RecoveryRun(
                row.getString("id"),
                row.getString("stop"),
                JSON.readValue(row.getString("phases"), new TypeReference<List<RecoveryPhase>>() {}),
                row.getInt("phase"),
                RecoveryRunState.valueOf(row.getString("state")),
                InstantParameters.instant(row, "phase_begun_at"),
                row.getString("through"),
                row.getString("detail"),
                row.getLong("version"),
                InstantParameters.instant(row, "begun_at"));
    }

    /** Batches of the accounts that a stop holds, and of no others. */
    AccountBatches batches(String stop) {
        return (after, accounts) -> lastOfNext(stop, after, accounts);
    }

    private @Nullable String lastOfNext(String stop, @Nullable String after, int accounts) {
        List<String> next = jdbc.sql("""
                select (a.source || '/' || a.account) collate "C" as key
                  from account a
                  join stop s on s.id = :stop
                 where a.deleted_at is null
                   and (s.source is null or s.source = a.source)
                   and (s.account is null or s.account = a.account)
                   and (cast(:after as text) is null or (a.source || '/' || a.account) collate "C" > :after)
                 order by key
                 limit :most
                """)
                .param("stop", UUID.fromString(stop))
                .param("after", after)
                .param("most", accounts + 1)
                .query((row, number) -> row.getString("key"))
                .list();
        return next.size() > accounts ? next.get(accounts - 1) : null;
    }

    /** Ends of slices, for the gates. */
    void count(Instant at, String outcome) {
        jdbc.sql("""
                insert into recovery_outcome as o (begun, outcome, slices)
                values (date_bin('10 seconds', cast(:at as timestamptz), 'epoch'::timestamptz), :outcome, 1)
                    on conflict (begun, outcome) do update set slices = o.slices + 1
                """)
                .param("at", InstantParameters.of(at))
                .param("outcome", outcome)
                .update();
    }

    void forgetOutcomes(Instant before) {
        jdbc.sql("delete from recovery_outcome where begun < :before")
                .param("before", InstantParameters.of(before))
                .update();
    }
}
