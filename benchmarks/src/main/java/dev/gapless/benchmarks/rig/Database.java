package dev.gapless.benchmarks.rig;

import dev.gapless.embedded.PlatformServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The database, reached without the services: one connection for questions, others on demand. */
public final class Database implements AutoCloseable {

    private final PlatformServers servers;
    private final Connection questions;

    Database(PlatformServers servers) {
        this.servers = servers;
        this.questions = connect();
    }

    /** Whoever gets it closes it. It commits each statement. */
    public Connection connect() {
        Properties properties = new Properties();
        properties.setProperty("user", servers.databaseUser());
        properties.setProperty("password", servers.databasePassword());
        properties.setProperty("ApplicationName", "bench");
        try {
            return DriverManager.getConnection(servers.jdbcUrl(), properties);
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not answer", e);
        }
    }

    /** A commit that may be lost costs less, and its figure is worth nothing. */
    void requireDurable() {
        List<String> off = texts("select name from pg_settings where setting = 'off' "
                + "and name in ('fsync', 'synchronous_commit', 'full_page_writes')");
        if (!off.isEmpty()) {
            throw new IllegalStateException("settings of the database: %s off (expected: on)".formatted(off));
        }
    }

    /** Bytes ever written ahead. */
    public long wal() {
        return number("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
    }

    /** The first column of the first row; 0 for null. */
    public synchronized long number(String sql) {
        try (Statement statement = questions.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot ask: " + sql, e);
        }
    }

    /** The first column of every row. */
    public synchronized List<String> texts(String sql) {
        List<String> texts = new ArrayList<>();
        try (Statement statement = questions.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot ask: " + sql, e);
        }
    }

    /** @return rows that were touched */
    public synchronized long execute(String sql) {
        try (Statement statement = questions.createStatement()) {
            statement.execute(sql);
            return Math.max(0, statement.getLargeUpdateCount());
        } catch (SQLException e) {
            throw new IllegalStateException("cannot run: " + sql, e);
        }
    }

    /** All of the service's tables. */
    public void vacuum() {
        texts(
                        "select table_name from information_schema.tables where table_schema = 'checkpoint' and table_type = 'BASE TABLE'")
                .forEach(table -> execute("vacuum checkpoint." + table));
    }

    @Override
    public void close() {
        try {
            questions.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the database connection does not close", e);
        }
    }
}
