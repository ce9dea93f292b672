package dev.gapless.embedded;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL as child processes, with everything that makes a commit durable switched on. */
final class EmbeddedPostgres implements AutoCloseable {

    private static final String DATABASE = "gapless";
    private static final String SUPERUSER = "postgres";
    private static final Duration START = Duration.ofSeconds(60);

    private final Path directory;
    private final int port;
    private final Map<String, String> settings;
    private final String superuserPassword;
    private final Map<DatabaseRole, DatabaseLogin> logins;
    private io.zonky.test.db.postgres.embedded.@Nullable EmbeddedPostgres server;

    EmbeddedPostgres(
            Path directory,
            int port,
            Map<String, String> settings,
            String superuserPassword,
            Map<DatabaseRole, DatabaseLogin> logins) {
        this.directory = directory;
        this.port = port;
        this.settings = settings;
        this.superuserPassword = superuserPassword;
        this.logins = Map.copyOf(logins);
    }

    void start() throws IOException {
        Path data = directory.resolve("data");
        Files.createDirectories(directory);
        OrphanedServers.end(data.resolve("postmaster.pid"), "postgres");
        File log = directory.resolve("postgres.log").toFile();
        Path passwordFile = passwordFile();
        var builder = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(binaries().toFile())
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(START)
                // these two are handed to initdb as they are, and take effect at the first start only
                .setLocaleConfig("auth-host", "scram-sha-256")
                .setLocaleConfig("pwfile", passwordFile.toString())
                .setConnectConfig("password", superuserPassword)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("shared_buffers", "64MB")
                .setServerConfig("max_connections", "100")
                // of so few shared buffers the server would make 2 MB of these, and writers would wait for one another
                .setServerConfig("wal_buffers", "16MB")
                .setServerConfig("max_wal_size", "512MB")
                .setOutputRedirector(Redirect.appendTo(log))
                .setErrorRedirector(Redirect.appendTo(log));
        settings.forEach(builder::setServerConfig);
        server = builder.start();
        Files.delete(passwordFile);
        try {
            prepare();
        } catch (SQLException e) {
            throw new IOException("PostgreSQL started and refuses its first statements; see " + log, e);
        }
    }

    private Path passwordFile() throws IOException {
        Path file = Files.createTempFile(
                directory,
                "initial",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, superuserPassword);
    }

    /** One place a user for the unpacked binaries, so that only the first start unpacks them. */
    private static Path binaries() {
        return Path.of(System.getProperty("user.home"), ".cache", "gapless", "postgres");
    }

    private void prepare() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(SUPERUSER), SUPERUSER, superuserPassword)) {
            DatabaseRoles.create(connection, DATABASE, logins);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    String jdbcUrl() {
        return url(DATABASE);
    }

    DatabaseLogin login(DatabaseRole role) {
        DatabaseLogin login = logins.get(role);
        if (login == null) {
            throw new IllegalArgumentException(role + ": no login");
        }
        return login;
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
