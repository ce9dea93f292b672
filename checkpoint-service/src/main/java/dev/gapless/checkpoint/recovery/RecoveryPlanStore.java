package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.jdbc.InstantColumns;
import dev.gapless.checkpoint.recovery.RecoveryAction.Priority;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The tables of plans and their steps. At most one plan is running or paused. */
final class RecoveryPlanStore {

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;

    RecoveryPlanStore(JdbcClient jdbc, TransactionOperations transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Throws {@code DuplicateKeyException} when another plan is under way. */
    UUID make(List<RecoveryAction> actions, PlanState state) {
        UUID id = UUID.randomUUID();
        transaction.executeWithoutResult(status -> {
            jdbc.sql(PlanSql.MAKE).param("id", id).param("state", state.name()).update();
            for (int i = 0; i < actions.size(); i++) {
                add(id, i + 1, actions.get(i));
            }
            jdbc.sql(PlanSql.COMPLETE).param("plan", id).update();
        });
        return id;
    }

    private void add(UUID plan, int number, RecoveryAction action) {
        jdbc.sql(PlanSql.ADD)
                .param("plan", plan)
                .param("number", number)
                .param("priority", action.priority().order())
                .param("type", action.type().name())
                .param("resource", action.resource())
                .param("reason", action.reason())
                .param("subjects", action.subjects().toArray(String[]::new))
                .param("estimate", action.estimate().toSeconds())
                .update();
    }

    /**
     * Throws {@code DuplicateKeyException} when another plan is under way; false when it is in none of these states.
     */
    boolean change(UUID id, List<PlanState> from, PlanState to) {
        boolean changed = jdbc.sql(PlanSql.CHANGE)
                        .param("plan", id)
                        .param("from", from.stream().map(PlanState::name).toArray(String[]::new))
                        .param("to", to.name())
                        .update()
                == 1;
        jdbc.sql(PlanSql.COMPLETE).param("plan", id).update();
        return changed;
    }

    /** What was not begun is left; a step that is under way ends. */
    boolean abort(UUID id) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            boolean aborted =
                    change(id, List.of(PlanState.DRY_RUN, PlanState.RUNNING, PlanState.PAUSED), PlanState.ABORTED);
            if (aborted) {
                jdbc.sql(PlanSql.SKIP).param("plan", id).update();
            }
            return aborted;
        }));
    }

    /** False as a rule: then nobody needs the lease. */
    boolean running() {
        return jdbc.sql(PlanSql.RUNNING).query(Boolean.class).single();
    }

    /** The next step of the plan that is running, begun under the token; empty when there is none that is due. */
    Optional<RecoveryStep> begin(String resource, long token) {
        return jdbc.sql(PlanSql.BEGIN)
                .param("resource", resource)
                .param("token", token)
                .query((row, number) -> step(row))
                .optional();
    }

    void end(RecoveryStep step, RecoveryStep.State state, String outcome) {
        jdbc.sql(PlanSql.END)
                .param("plan", step.plan())
                .param("number", step.number())
                .param("state", state.name())
                .param("outcome", outcome.replace('\0', ' '))
                .update();
        jdbc.sql(PlanSql.COMPLETE).param("plan", step.plan()).update();
    }

    /** To be tried again later, behind those that were not. */
    void postpone(RecoveryStep step, Duration pause, String outcome) {
        jdbc.sql(PlanSql.POSTPONE)
                .param("plan", step.plan())
                .param("number", step.number())
                .param("millis", pause.toMillis())
                .param("outcome", outcome.replace('\0', ' '))
                .update();
    }

    Optional<RecoveryPlan> find(UUID id) {
        List<RecoveryStep> steps = jdbc.sql(PlanSql.STEPS)
                .param("plan", id)
                .query((row, number) -> step(row))
                .list();
        return jdbc.sql(PlanSql.FIND)
                .param("plan", id)
                .query((row, number) -> plan(row, steps))
                .optional();
    }

    /** Without their steps; the latest first, at most 100. */
    List<RecoveryPlan> list() {
        return jdbc.sql(PlanSql.LIST)
                .query((row, number) -> plan(row, List.of()))
                .list();
    }

    private static RecoveryPlan plan(ResultSet row, List<RecoveryStep> steps) throws SQLException {
        return new RecoveryPlan(
                row.getObject("id", UUID.class),
                PlanState.valueOf(row.getString("state")),
                InstantColumns.of(row, "created_at"),
                InstantColumns.orNull(row, "started_at"),
                InstantColumns.orNull(row, "ended_at"),
                steps);
    }

    private static RecoveryStep step(ResultSet row) throws SQLException {
        RecoveryAction action = new RecoveryAction(
                RecoveryAction.Type.valueOf(row.getString("type")),
                row.getString("resource"),
                Priority.of(row.getInt("priority")),
                row.getString("reason"),
                List.of((String[]) row.getArray("subjects").getArray()),
                Duration.ofSeconds(row.getLong("estimate_seconds")));
        return new RecoveryStep(
                row.getObject("plan", UUID.class),
                row.getInt("number"),
                action,
                RecoveryStep.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                InstantColumns.orNull(row, "started_at"),
                InstantColumns.orNull(row, "ended_at"),
                orNull(row));
    }

    private static @Nullable String orNull(ResultSet row) throws SQLException {
        return row.getString("outcome");
    }
}
