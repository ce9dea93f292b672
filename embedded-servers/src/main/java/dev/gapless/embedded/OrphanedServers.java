package dev.gapless.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers that outlived a process which was killed. Each is known by the process id in its file. It is ended only when
 * that process still is such a server, because the number may have been given to another one since.
 */
final class OrphanedServers {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanedServers.class);
    private static final Duration POLITE = Duration.ofSeconds(5);

    private OrphanedServers() {}

    /**
     * @param pidFile its first line is the process id; absent when nothing was started
     * @param command what the process's executable is called
     */
    static void end(Path pidFile, String command) throws IOException {
        if (!Files.exists(pidFile)) {
            return;
        }
        String first = Files.readString(pidFile).lines().findFirst().orElse("").strip();
        if (!first.isEmpty()) {
            ProcessHandle process = ProcessHandle.of(Long.parseLong(first)).orElse(null);
            if (process != null && is(process, command)) {
                LOG.info("left-behind-server-ended command={} pid={}", command, process.pid());
                end(process);
            }
        }
        Files.deleteIfExists(pidFile);
    }

    private static boolean is(ProcessHandle process, String command) {
        return process.isAlive()
                && process.info()
                        .command()
                        .map(path -> Path.of(path).getFileName().toString().startsWith(command))
                        .orElse(false);
    }

    private static void end(ProcessHandle process) throws IOException {
        process.destroy();
        try {
            process.onExit().get(POLITE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server was being ended", e);
        }
    }
}
