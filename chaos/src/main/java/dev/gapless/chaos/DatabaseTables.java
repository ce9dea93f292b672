package dev.gapless.chaos;

import dev.gapless.embedded.PlatformServers;
import dev.gapless.standalone.suite.GaplessSuite;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Asks the tables themselves for a figure. */
final class DatabaseTables {

    private static final int PATIENCE_SECONDS = 30;

    private DatabaseTables() {}

    /**
     * One number. Asks again while the database is away.
     *
     * @param sql of one row with one column
     */
    static long number(GaplessSuite suite, String sql, Object... parameters) throws IOException, InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return ask(suite.servers(), sql, parameters);
            } catch (SQLException e) {
                if (failures == PATIENCE_SECONDS) {
                    throw new IOException("the database did not answer for %d s".formatted(PATIENCE_SECONDS), e);
                }
                Thread.sleep(1_000);
            }
        }
    }

    private static long ask(PlatformServers servers, String sql, Object... parameters) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        servers.jdbcUrl(), servers.databaseUser(), servers.databasePassword());
                PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                query.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
