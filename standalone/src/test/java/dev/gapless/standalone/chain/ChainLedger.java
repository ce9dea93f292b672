package dev.gapless.standalone.chain;

import dev.gapless.embedded.PlatformServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/** The ledger's own tables. */
record ChainLedger(PlatformServers servers, String source, String account) {

    Set<String> living() throws SQLException {
        return ids("select item_id from checkpoint.item where source = ? and account = ? and not deleted");
    }

    /** How many of the living stand in blocks below this one. */
    int living(long below) throws SQLException {
        return ids("select item_id from checkpoint.item where source = ? and account = ? and not deleted"
                        + " and position < " + below)
                .size();
    }

    Set<String> deletedItems() throws SQLException {
        return ids("select item_id from checkpoint.item where source = ? and account = ? and deleted");
    }

    /** Versions that were accepted more than once. */
    Set<String> repeated() throws SQLException {
        return ids("select item_id from checkpoint.item_chain where source = ? and account = ?"
                + " group by item_id, version, operation having count(*) > 1");
    }

    long generation() throws SQLException {
        return ids("select generation::text from checkpoint.stream_state where source = ? and account = ?").stream()
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }

    int liveWindows() throws SQLException {
        return ids("select window_id from checkpoint.coverage_window where source = ? and account = ?"
                        + " and path = 'LIVE' and aspects <> 0")
                .size();
    }

    private Set<String> ids(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        servers.jdbcUrl(), servers.databaseUser(), servers.databasePassword());
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, source);
            statement.setString(2, account);
            Set<String> ids = new TreeSet<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
            return ids;
        }
    }
}
