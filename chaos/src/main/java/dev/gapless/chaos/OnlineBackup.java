package dev.gapless.chaos;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/**
 * A base backup of a database that works on, by the low-level interface that {@code pg_basebackup} stands on: the
 * embedded server has no client programs.
 */
final class OnlineBackup {

    private static final String SUPERUSER = "postgres";

    /** What the server makes anew, or what is copied last. */
    private static final Set<String> LEFT_EMPTY = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private final Path servers;
    private final Path data;

    /** @param servers the suite's directory of servers, with the superuser's password */
    OnlineBackup(Path servers, PostgresProcess postgres) {
        this.servers = servers;
        this.data = postgres.home().resolve("data");
    }

    /**
     * Copies the files, and at last the log that makes them consistent.
     *
     * @param url of the database
     * @param copy a directory that is not there yet
     */
    void take(String url, Path copy) throws IOException {
        String password =
                Files.readString(servers.resolve("postgres-superuser.secret")).strip();
        try (Connection connection = DriverManager.getConnection(url, SUPERUSER, password);
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('fault run', true)");
            copyTree(data, copy, LEFT_EMPTY);
            try (ResultSet stopped = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                stopped.next();
                Files.writeString(copy.resolve("backup_label"), stopped.getString(1));
            }
            copyTree(data.resolve("pg_wal"), copy.resolve("pg_wal"), Set.of());
        } catch (SQLException e) {
            throw new IOException("the database did not let itself be copied", e);
        }
    }

    /** A file that goes while it is copied is one that the log brings back or that is not needed. */
    private static void copyTree(Path from, Path to, Set<String> empty) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path made = to.resolve(from.relativize(directory).toString());
                if (!Files.exists(made)) {
                    Files.copy(directory, made, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return from.equals(directory.getParent()) && empty.contains(name(directory))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!name(file).equals("postmaster.pid")) {
                    try {
                        Files.copy(
                                file,
                                to.resolve(from.relativize(file).toString()),
                                StandardCopyOption.COPY_ATTRIBUTES,
                                StandardCopyOption.REPLACE_EXISTING);
                    } catch (NoSuchFileException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
