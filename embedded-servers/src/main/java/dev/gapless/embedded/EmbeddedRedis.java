package dev.gapless.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** Redis as a child process. It keeps nothing: what is in it may vanish at any time. */
final class EmbeddedRedis implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Path directory;
    private final int port;
    private final String password;
    private final @Nullable TlsFiles tls;
    private @Nullable Process process;

    EmbeddedRedis(Path directory, int port, String password, @Nullable TlsFiles tls) {
        this.directory = directory;
        this.port = port;
        this.password = password;
        this.tls = tls;
    }

    void start() throws IOException {
        Files.createDirectories(directory);
        Path pidFile = directory.resolve("redis.pid");
        OrphanedServers.end(pidFile, "redis-server");
        // the password goes into a file, because others can read a command line
        Path config = directory.resolve("redis.conf");
        if (!Files.exists(config)) {
            Files.createFile(
                    config, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(config, """
                bind 127.0.0.1
                %s
                requirepass %s
                maxmemory 64mb
                maxmemory-policy allkeys-lru
                save ""
                appendonly no
                dir %s
                """.formatted(listening(), password, directory));
        unpack();
        Process started = new ProcessBuilder(executable().toString(), config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
        process = started;
        Files.writeString(pidFile, Long.toString(started.pid()));
        awaitPort(started);
    }

    private String listening() {
        return tls == null ? "port " + port : """
                port 0
                tls-port %d
                tls-cert-file %s
                tls-key-file %s
                tls-ca-cert-file %s
                tls-auth-clients no""".formatted(port, tls.certificate(), tls.key(), tls.authority());
    }

    /**
     * Unpacked once a data directory, under a name by which it is known again. Not while another thread starts a
     * process. Its child would hold this file open for writing for a moment, and such a file cannot be run.
     */
    void unpack() throws IOException {
        Path executable = executable();
        if (Files.exists(executable)) {
            return;
        }
        Files.createDirectories(directory);
        Path partial = directory.resolve("redis-server.partial");
        Files.copy(
                ExecutableProvider.newJarResourceProvider().get().toPath(),
                partial,
                StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwx------"));
        Files.move(partial, executable, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path executable() {
        return directory.resolve("redis-server");
    }

    private void awaitPort(Process started) throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                if (!started.isAlive() || System.nanoTime() > end) {
                    throw new IOException("Redis did not start; see " + directory.resolve("redis.log"), e);
                }
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while Redis was starting", e);
            }
        }
    }

    String uri() {
        return (tls == null ? "redis" : "rediss") + "://:" + password + "@127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            running.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            running.destroyForcibly().onExit().join();
        } catch (InterruptedException e) {
            running.destroyForcibly().onExit().join();
            Thread.currentThread().interrupt();
        }
        process = null;
        Files.deleteIfExists(directory.resolve("redis.pid"));
    }
}
