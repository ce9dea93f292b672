package dev.gapless.scheduler.accounts;

import dev.gapless.scheduler.time.InstantParameters;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rows of the {@code account} table. */
final class AccountRow {

    private AccountRow() {}

    static FollowedAccount read(ResultSet row, int rowNumber) throws SQLException {
        return new FollowedAccount(
                row.getString("source"),
                row.getString("account"),
                texts(row.getArray("streams")),
                new StartPosition(
                        InstantParameters.nullableInstant(row, "since_instant"),
                        row.getObject("since_position", Long.class)),
                row.getBoolean("has_credential"),
                row.getLong("revision"),
                InstantParameters.instant(row, "created_at"),
                InstantParameters.nullableInstant(row, "deleted_at"));
    }

    private static @Nullable List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
