package dev.gapless.benchmarks.rig;

import dev.gapless.embedded.PlatformServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;

/** The database, reached without the services: one connection for questions, others on demand. */
public final class BenchmarkDatabase implements AutoCloseable {

    /** A connection that was used less than half a second ago is not looked at before it is used again. */
    private static final Duration POOLS_TRUST = Duration.ofSeconds(2);

    private final PlatformServers servers;
    private final Path superuserPassword;
    private final Path log;
    private final Connection questions;

    /** @param serversDirectory where the servers keep the password of the database's superuser */
    BenchmarkDatabase(PlatformServers servers, Path serversDirectory) {
        this.servers = servers;
        this.superuserPassword = serversDirectory.resolve("postgres-superuser.secret");
        this.log = serversDirectory.resolve("postgres/postgres.log");
        this.questions = connect();
    }

    /** The caller closes it. It commits each statement. */
    public Connection connect() {
        return connect(servers.databaseUser(), servers.databasePassword());
    }

    private Connection connect(String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
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

    /** Writes out what earlier parts have changed, so that it is not written in the time of the next one. */
    public void settle() {
        superuser("checkpoint");
    }

    private void superuser(String... statements) {
        try (Connection superuser =
                        connect("postgres", Files.readString(superuserPassword).strip());
                Statement statement = superuser.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the database's superuser cannot run " + List.of(statements), e);
        }
    }

    /**
     * Runs work whose longest statement is explained as it was carried out.
     *
     * @return the lines of its plan
     */
    public List<String> explained(Callable<?> work) throws Exception {
        superuser(
                "alter system set session_preload_libraries = 'auto_explain'",
                "alter system set auto_explain.log_min_duration = '500ms'",
                "alter system set auto_explain.log_analyze = on",
                "alter system set auto_explain.log_timing = off",
                "alter system set auto_explain.log_buffers = on",
                "select pg_reload_conf()",
                // connections made before do not look
                "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where backend_type = 'client backend' and application_name <> 'bench'");
        Thread.sleep(POOLS_TRUST);
        long from = Files.size(log);
        work.call();
        List<String> lines = new ArrayList<>(Arrays.asList(
                Files.readString(log).substring(Math.toIntExact(from)).split("\\R")));
        superuser("alter system reset all", "select pg_reload_conf()");
        return lines.stream()
                .dropWhile(line -> !line.contains("  plan:"))
                .dropWhile(line -> !line.contains("(cost="))
                .takeWhile(line -> line.startsWith("\t"))
                .map(line -> line.replace("\t", ""))
                .toList();
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
