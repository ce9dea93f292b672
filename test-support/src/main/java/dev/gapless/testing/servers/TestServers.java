package dev.gapless.testing.servers;

import dev.gapless.embedded.EmbeddedServers;
import dev.gapless.embedded.EmbeddedServersConfig;
import dev.gapless.embedded.PlatformServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One set of servers for all tests of a JVM, started by the first that asks. Embedded ones as a rule; with
 * {@code -Dgapless.test.servers=containers} the same servers from Testcontainers, where Docker is.
 */
public final class TestServers {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestServers() {}

    private static final class Shared {
        static final PlatformServers SERVERS = open();
    }

    public static PlatformServers get() {
        return Shared.SERVERS;
    }

    /** An empty database on the shared PostgreSQL. */
    public static TestDatabase freshDatabase() {
        return database("");
    }

    /** A database whose rows and tables are those of another, which no client is connected to. */
    static TestDatabase copyOf(TestDatabase template) {
        return database(
                " template " + template.jdbcUrl().substring(template.jdbcUrl().lastIndexOf('/') + 1));
    }

    private static TestDatabase database(String template) {
        PlatformServers servers = get();
        String name = "test_" + DATABASES.incrementAndGet() + "_"
                + UUID.randomUUID().toString().substring(0, 8);
        try (Connection connection = DriverManager.getConnection(
                        servers.jdbcUrl(), servers.databaseUser(), servers.databasePassword());
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + template);
        } catch (SQLException e) {
            throw new IllegalStateException("no fresh database", e);
        }
        String url = servers.jdbcUrl();
        return new TestDatabase(
                url.substring(0, url.lastIndexOf('/') + 1) + name, servers.databaseUser(), servers.databasePassword());
    }

    /** A name that no other test of this run uses, for topics, groups and keys. */
    public static String unique(String prefix) {
        return prefix + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static PlatformServers open() {
        PlatformServers servers =
                "containers".equals(System.getProperty("gapless.test.servers")) ? ContainerServers.start() : embedded();
        Runtime.getRuntime().addShutdownHook(new Thread(servers::close, "close-test-servers"));
        return servers;
    }

    private static PlatformServers embedded() {
        try {
            Path directory = Files.createTempDirectory("gapless-test-servers-");
            return new DisposableServers(
                    EmbeddedServers.start(new EmbeddedServersConfig(directory, 0, 0, 0)), directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded servers did not start", e);
        }
    }
}
