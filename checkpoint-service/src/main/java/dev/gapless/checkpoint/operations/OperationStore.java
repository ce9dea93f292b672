package dev.gapless.checkpoint.operations;

import dev.gapless.checkpoint.jdbc.InstantColumns;
import dev.gapless.checkpoint.operations.LongRunningOperation.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of operations. */
public final class OperationStore {

    private final JdbcClient jdbc;

    public OperationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * One statement decides; who did not get the row is then told why, or tries again if there is no reason any more.
     */
    public ClaimResult claim(OperationId id, String owner, Duration lease) {
        while (true) {
            Optional<LongRunningOperation> mine = jdbc.sql(OperationSql.CLAIM)
                    .param("id", id.text())
                    .param("kind", id.kind())
                    .param("source", id.source())
                    .param("account", id.account())
                    .param("item", id.item())
                    .param("version", id.version())
                    .param("owner", owner)
                    .param("millis", lease.toMillis())
                    .query((row, number) -> read(row))
                    .optional();
            if (mine.isPresent()) {
                return new ClaimResult.Mine(mine.get());
            }
            Optional<LongRunningOperation> other = find(id.text());
            if (other.isPresent() && other.get().status() == Status.COMPLETED) {
                return new ClaimResult.Done(other.get());
            }
            if (other.isPresent() && other.get().owner() != null && other.get().expiresAt() != null) {
                return new ClaimResult.Leased(other.get().owner(), other.get().expiresAt());
            }
        }
    }

    /** The piece of the kind that has waited longest. */
    Optional<LongRunningOperation> next(String kind, String owner, Duration lease) {
        return jdbc.sql(OperationSql.NEXT)
                .param("kind", kind)
                .param("owner", owner)
                .param("millis", lease.toMillis())
                .query((row, number) -> read(row))
                .optional();
    }

    /** Empty when it is no longer the caller's. */
    public Optional<LongRunningOperation> renew(String id, long token, Duration lease) {
        return jdbc.sql(OperationSql.RENEW)
                .param("id", id)
                .param("token", token)
                .param("millis", lease.toMillis())
                .query((row, number) -> read(row))
                .optional();
    }

    /**
     * In the transaction of the effect, as its last statement, where there is one.
     *
     * @return empty when it is no longer the caller's: then the effect must not be kept
     */
    public Optional<LongRunningOperation> complete(String id, long token, @Nullable String result) {
        return jdbc.sql(OperationSql.COMPLETE)
                .param("id", id)
                .param("token", token)
                .param("result", result)
                .query((row, number) -> read(row))
                .optional();
    }

    /** Empty when it is no longer the caller's. */
    public Optional<LongRunningOperation> fail(String id, long token, String error) {
        return jdbc.sql(OperationSql.FAIL)
                .param("id", id)
                .param("token", token)
                .param("error", error.replace('\0', ' '))
                .query((row, number) -> read(row))
                .optional();
    }

    /** Lets the next who asks have it; false when somebody is at it, or it is over. */
    public boolean requeue(String id) {
        return jdbc.sql(OperationSql.REQUEUE).param("id", id).update() == 1;
    }

    public Optional<LongRunningOperation> find(String id) {
        return jdbc.sql(OperationSql.FIND)
                .param("id", id)
                .query((row, number) -> read(row))
                .optional();
    }

    /** @param kind null for all */
    List<LongRunningOperation> list(Status status, @Nullable String kind, int limit) {
        return jdbc.sql(OperationSql.LIST)
                .param("status", status.name())
                .param("kind", kind)
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    /** Claimed this long ago or longer, and nobody's: whoever was at it is gone. */
    public List<LongRunningOperation> orphans(Duration age, int limit) {
        return jdbc.sql(OperationSql.ORPHANS)
                .param("millis", age.toMillis())
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    private static LongRunningOperation read(ResultSet row) throws SQLException {
        @Nullable Instant expiresAt = InstantColumns.orNull(row, "expires_at");
        return new LongRunningOperation(
                new OperationId(
                        row.getString("kind"),
                        row.getString("source"),
                        row.getString("account"),
                        row.getString("item"),
                        row.getLong("item_version")),
                Status.valueOf(row.getString("status")),
                orNull(row, "owner"),
                row.getLong("token"),
                expiresAt,
                row.getInt("attempts"),
                InstantColumns.of(row, "started_at"),
                InstantColumns.orNull(row, "last_attempt_at"),
                InstantColumns.orNull(row, "completed_at"),
                orNull(row, "result"),
                orNull(row, "last_error"));
    }

    private static @Nullable String orNull(ResultSet row, String column) throws SQLException {
        return row.getString(column);
    }
}
