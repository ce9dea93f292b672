package dev.gapless.standalone.check;

import dev.gapless.checkpoint.items.commit.PayloadCompression;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.standalone.check.CheckEvidence.Accepted;
import dev.gapless.standalone.check.CheckEvidence.Claimed;
import dev.gapless.standalone.check.CheckEvidence.Held;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the tables themselves, not the service's answers about them. */
final class LedgerReader implements AutoCloseable {

    private static final String ITEMS = """
            select account, stream, item_id, version, deleted, payload, packed, inferred
              from checkpoint.item
             where source = ?
            """;

    private static final String KEYS = """
            select account, stream, item_id
              from checkpoint.item
             where source = ?
               and (cast(? as text[]) is null or account = any (cast(? as text[])))
            """;

    private static final String HISTORY = """
            select account, stream, item_id, version, operation
              from checkpoint.item_chain
             where source = ?
            """;

    private static final String WINDOWS = """
            select account, stream, window_id, path, lower(range) as covered_from, upper(range) as covered_to
              from checkpoint.coverage_window
             cross join unnest(held) as each (range)
             where source = ?
               and aspects & ? = ?
               and (cast(? as text[]) is null or account = any (cast(? as text[])))
            """;

    private final Connection connection;
    private final String source;

    LedgerReader(String jdbcUrl, String user, String password, String source) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl, user, password);
        this.source = source;
    }

    /** What is read from here on is of one moment. */
    void freeze() throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
    }

    /**
     * All items that the ledger has ever accepted, deleted ones too.
     *
     * @param accounts whose items; null for all
     */
    Set<ItemKey> keys(@Nullable Collection<String> accounts) throws SQLException {
        Set<ItemKey> keys = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(KEYS)) {
            query.setString(1, source);
            query.setArray(2, array(accounts));
            query.setArray(3, array(accounts));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    keys.add(key(row));
                }
            }
        }
        return keys;
    }

    Map<ItemKey, Held> items() throws SQLException {
        Map<ItemKey, Held> items = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(ITEMS)) {
            query.setString(1, source);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    items.put(key(row), held(row));
                }
            }
        }
        return items;
    }

    private static Held held(ResultSet row) throws SQLException {
        @Nullable String payload = PayloadCompression.text(row.getString("payload"), row.getBytes("packed"));
        return new Held(
                row.getLong("version"),
                row.getBoolean("deleted"),
                payload == null ? "" : CanonicalContent.of(payload),
                row.getBoolean("inferred"));
    }

    List<Accepted> history() throws SQLException {
        List<Accepted> history = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(HISTORY)) {
            query.setString(1, source);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    history.add(new Accepted(key(row), row.getLong("version"), row.getInt("operation") == 2));
                }
            }
        }
        return history;
    }

    /** Windows that claim the creations at least: everything the sandbox's items go through begins with one. */
    List<Claimed> windows() throws SQLException {
        return windows(null);
    }

    /** @param accounts whose windows; null for all */
    List<Claimed> windows(@Nullable Collection<String> accounts) throws SQLException {
        int creations = Aspect.maskOf(EnumSet.of(Aspect.CREATIONS));
        List<Claimed> windows = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(WINDOWS)) {
            query.setString(1, source);
            query.setInt(2, creations);
            query.setInt(3, creations);
            query.setArray(4, array(accounts));
            query.setArray(5, array(accounts));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    windows.add(new Claimed(
                            row.getString("account"),
                            row.getString("stream"),
                            Range.of(row.getLong("covered_from"), row.getLong("covered_to")),
                            row.getString("path").equals("LIVE"),
                            row.getString("window_id")));
                }
            }
        }
        return windows;
    }

    private java.sql.@Nullable Array array(@Nullable Collection<String> accounts) throws SQLException {
        return accounts == null ? null : connection.createArrayOf("text", accounts.toArray());
    }

    private static ItemKey key(ResultSet row) throws SQLException {
        return new ItemKey(row.getString("account"), row.getString("stream"), row.getString("item_id"));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
