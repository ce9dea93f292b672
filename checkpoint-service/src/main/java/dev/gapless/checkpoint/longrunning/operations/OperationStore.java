package dev.gapless.checkpoint.longrunning.operations;

import dev.gapless.checkpoint.jdbc.InstantColumns;
import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationLease;
import dev.gapless.common.operation.OperationLedger;
import dev.gapless.common.operation.OperationOutcome;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationState;
import dev.gapless.common.operation.OperationTimes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** The table of operations. */
public final class OperationStore implements OperationLedger {

    private static final UUID NONE = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final int attempts;
    private final Duration retryAfter;

    /**
     * @param attempts failures in a row after which an operation is left as failed
     * @param retryAfter pause after a failure
     */
    public OperationStore(JdbcClient jdbc, TransactionOperations transaction, int attempts, Duration retryAfter) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.attempts = attempts;
        this.retryAfter = retryAfter;
    }

    /** A new one, unless another of its kind is open over an overlapping target. */
    OperationStart start(OperationRequest request) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Optional<LongRunningOperation> other = overlapping(request.kind(), request.target(), NONE);
            if (other.isPresent()) {
                return new OperationStart.Refused(other.get());
            }
            return new OperationStart.Accepted(jdbc.sql(OperationSql.START)
                    .param("id", UUID.randomUUID())
                    .param("kind", request.kind().name())
                    .param("target", request.target())
                    .param("parameters", request.parameters())
                    .param("requestedBy", request.requestedBy())
                    .query((row, number) -> read(row))
                    .single());
        }));
    }

    private Optional<LongRunningOperation> overlapping(OperationKind kind, String target, UUID but) {
        jdbc.sql(OperationSql.ONE_AT_A_TIME)
                .param("kind", kind.name())
                .query((row, number) -> number)
                .list();
        return jdbc.sql(OperationSql.OVERLAPPING)
                .param("kind", kind.name())
                .param("target", target)
                .param("id", but)
                .query((row, number) -> read(row))
                .optional();
    }

    @Override
    public Optional<LongRunningOperation> claim(OperationKind kind, String owner, Duration lease) {
        return jdbc.sql(OperationSql.CLAIM)
                .param("kind", kind.name())
                .param("owner", owner)
                .param("millis", lease.toMillis())
                .param("most", attempts)
                .query((row, number) -> read(row))
                .optional()
                .filter(claimed -> claimed.state() == OperationState.RUNNING);
    }

    @Override
    public Optional<OperationState> advance(UUID id, long token, Duration lease, @Nullable OperationProgress progress) {
        JdbcClient.StatementSpec update = jdbc.sql(progress == null ? OperationSql.RENEW : OperationSql.ADVANCE)
                .param("id", id)
                .param("token", token)
                .param("millis", lease.toMillis());
        if (progress != null) {
            update.param("resumeState", progress.resumeState())
                    .param("done", progress.done())
                    .param("total", progress.total());
        }
        return update.query((row, number) -> OperationState.valueOf(row.getString(1)))
                .optional();
    }

    @Override
    public boolean end(UUID id, long token, OperationOutcome outcome) {
        String sql = switch (outcome.result()) {
            case COMPLETED -> OperationSql.COMPLETE;
            case FAILED -> OperationSql.FAIL;
            case INTERRUPTED -> OperationSql.INTERRUPT;
            case RELEASED -> OperationSql.RELEASE;
        };
        return jdbc.sql(sql)
                        .param("id", id)
                        .param("token", token)
                        .param("text", outcome.text())
                        .param("attempts", attempts)
                        .param("retryAfter", retryAfter.toMillis())
                        .update()
                == 1;
    }

    /** The worker stops after the portion under way. False when it is not open. */
    boolean pause(UUID id) {
        return jdbc.sql(OperationSql.PAUSE).param("id", id).update() == 1;
    }

    /**
     * A paused or failed one waits for a replica again.
     *
     * @return another that is open over an overlapping target; then nothing was changed
     */
    Optional<LongRunningOperation> resume(LongRunningOperation operation) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Optional<LongRunningOperation> other =
                    overlapping(operation.request().kind(), operation.request().target(), operation.id());
            if (other.isEmpty()) {
                jdbc.sql(OperationSql.RESUME).param("id", operation.id()).update();
            }
            return other;
        }));
    }

    /** For good; what was published stays. False when it has ended already. */
    boolean cancel(UUID id) {
        return jdbc.sql(OperationSql.CANCEL).param("id", id).update() == 1;
    }

    public Optional<LongRunningOperation> find(UUID id) {
        return jdbc.sql(OperationSql.FIND)
                .param("id", id)
                .query((row, number) -> read(row))
                .optional();
    }

    /**
     * The latest first.
     *
     * @param kind null for all
     * @param state null for all
     * @param sources of which each concerns one; null for all
     * @param after the last one of the page before; null for the first page
     */
    List<LongRunningOperation> list(
            @Nullable OperationKind kind,
            @Nullable OperationState state,
            String @Nullable [] sources,
            @Nullable OperationPlace after,
            int limit) {
        return jdbc.sql(OperationSql.LIST)
                .param("kind", kind == null ? null : kind.name())
                .param("state", state == null ? null : state.name())
                .param("own", sources)
                .param("afterCreated", after == null ? null : after.createdAt().atOffset(ZoneOffset.UTC))
                .param("afterId", after == null ? null : after.id())
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    /** Those that are open, and those of the last day that failed. */
    public List<OperationCount> counts() {
        return jdbc.sql(OperationSql.COUNTS)
                .query((row, number) -> new OperationCount(
                        OperationKind.valueOf(row.getString(1)),
                        OperationState.valueOf(row.getString(2)),
                        row.getLong(3)))
                .list();
    }

    /** How many are due that no replica has held for this long. */
    public long orphaned(Duration age) {
        return jdbc.sql(OperationSql.ORPHANED)
                .param("millis", age.toMillis())
                .query(Long.class)
                .single();
    }

    private static LongRunningOperation read(ResultSet row) throws SQLException {
        long total = row.getLong("total");
        boolean known = !row.wasNull();
        return new LongRunningOperation(
                row.getObject("id", UUID.class),
                new OperationRequest(
                        OperationKind.valueOf(row.getString("kind")),
                        row.getString("target"),
                        row.getString("parameters"),
                        row.getString("requested_by")),
                OperationState.valueOf(row.getString("state")),
                new OperationLease(
                        orNull(row, "owner"),
                        row.getLong("token"),
                        InstantColumns.orNull(row, "expires_at"),
                        row.getInt("attempts")),
                new OperationProgress(orNull(row, "resume_state"), row.getLong("done"), known ? total : null),
                new OperationTimes(
                        InstantColumns.of(row, "created_at"),
                        InstantColumns.orNull(row, "started_at"),
                        InstantColumns.orNull(row, "ended_at")),
                orNull(row, "result"),
                orNull(row, "error"));
    }

    private static @Nullable String orNull(ResultSet row, String column) throws SQLException {
        return row.getString(column);
    }
}
