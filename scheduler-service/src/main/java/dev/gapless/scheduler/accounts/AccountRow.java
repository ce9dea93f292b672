package dev.gapless.scheduler.accounts;

import dev.gapless.scheduler.instants.Columns;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rows of the {@code account} table. */
final class AccountRow {

    private AccountRow() {}

    static Account read(ResultSet row, int rowNumber) throws SQLException {
        return new Account(
                row.getString("source"),
                row.getString("account"),
                texts(row.getArray("streams")),
                new Since(Columns.nullableInstant(row, "since_instant"), row.getObject("since_position", Long.class)),
                row.getBoolean("has_credential"),
                row.getLong("revision"),
                Columns.instant(row, "created_at"),
                Columns.nullableInstant(row, "deleted_at"));
    }

    private static @Nullable List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
