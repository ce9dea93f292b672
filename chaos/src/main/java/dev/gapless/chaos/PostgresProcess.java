package dev.gapless.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The database's processes, as the machine sees them. */
final class PostgresProcess {

    private final Path home;

    /** @param servers the suite's directory of servers */
    PostgresProcess(Path servers) {
        this.home = servers.resolve("postgres");
    }

    Path home() {
        return home;
    }

    /** Copies the database's files as they are; called when it is not running. */
    void copyTo(Path copy) throws IOException, InterruptedException {
        HostCommands.run("cp", "-a", data().toString(), copy.toString());
    }

    /**
     * Puts a copy in the place of the database's files, to be recovered like a backup: it goes on in a timeline of its
     * own. Called when the database is not running.
     */
    void restore(Path copy) throws IOException, InterruptedException {
        HostCommands.run("rm", "-r", data().toString());
        HostCommands.run("mv", copy.toString(), data().toString());
        Files.deleteIfExists(data().resolve("postmaster.pid"));
        Files.writeString(data().resolve("recovery.signal"), "");
        // nothing was archived: what the copy has of the log is all
        Files.writeString(
                data().resolve("postgresql.auto.conf"), "restore_command = 'false'\n", StandardOpenOption.APPEND);
    }

    private Path data() {
        return home.resolve("data");
    }

    /** The one that starts all others; empty when it is gone. */
    Optional<ProcessHandle> postmaster() throws IOException {
        Path file = data().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                    .filter(ProcessHandle::isAlive);
        }
    }

    List<ProcessHandle> all() throws IOException {
        return postmaster()
                .map(master ->
                        Stream.concat(Stream.of(master), master.descendants()).toList())
                .orElseGet(List::of);
    }

    /** As a power cut would end it. */
    void kill() throws IOException {
        List<ProcessHandle> processes = all();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    /** With the options of its last start, as a supervisor would. */
    void startAgain() throws IOException {
        String options = Files.readString(data().resolve("postmaster.opts")).strip();
        // it refuses to run as the administrator; in a user namespace of its own it has another user id
        String asSomebody = "root".equals(System.getProperty("user.name")) ? "unshare -U " : "";
        new ProcessBuilder("sh", "-c", "exec " + asSomebody + options)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("postgres.log").toFile()))
                .start();
    }
}
