package dev.gapless.standalone.demo;

import dev.gapless.standalone.suite.SuiteHome;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sandbox as a process of its own, so that its truth outlives ours. One that a killed suite left behind is adopted
 * again: it went on making items meanwhile, which is the gap to be filled.
 */
final class SandboxProcess implements AutoCloseable {

    private static final Duration KEEPALIVE = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final SandboxClient client;
    private final ProcessHandle process;
    private final @Nullable Process child;
    private final boolean adopted;
    private final ScheduledExecutorService keepalive = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("sandbox-keepalive").factory());

    private SandboxProcess(SandboxClient client, ProcessHandle process, @Nullable Process child) {
        this.client = client;
        this.process = process;
        this.child = child;
        this.adopted = child == null;
        var _ = keepalive.scheduleAtFixedRate(client::keepAlive, 0, KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** On the port of an earlier run in this directory, or else on any that is free. */
    static SandboxProcess open(SuiteHome home, SandboxWorld world) throws IOException, InterruptedException {
        return open(home, world, 0);
    }

    /** @param port to listen on; 0 for that of an earlier run in this directory, or else any that is free */
    static SandboxProcess open(SuiteHome home, SandboxWorld world, int port) throws IOException, InterruptedException {
        Files.createDirectories(home.sandbox());
        String truthToken = home.secret("sandbox-truth.token");
        Path record = home.sandbox().resolve("sandbox.json");
        if (Files.exists(record)) {
            JsonNode left = JsonMapper.shared().readTree(Files.readString(record));
            ProcessHandle process = ProcessHandle.of(left.get("pid").asLong()).orElse(null);
            SandboxClient client = new SandboxClient(left.get("url").asString(), truthToken);
            if (process != null && client.healthy()) {
                return new SandboxProcess(client, process, null);
            }
        }
        return spawn(home, world, port > 0 ? port : formerPort(record), truthToken);
    }

    private static int formerPort(Path record) throws IOException {
        return Files.exists(record)
                ? JsonMapper.shared()
                        .readTree(Files.readString(record))
                        .get("port")
                        .asInt()
                : 0;
    }

    private static SandboxProcess spawn(SuiteHome home, SandboxWorld world, int port, String truthToken)
            throws IOException {
        Process child = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.gapless.sandbox.SandboxMain",
                        "--data",
                        home.sandbox().toString(),
                        "--port",
                        Integer.toString(port),
                        "--seed",
                        Long.toString(world.seed()),
                        "--accounts",
                        Integer.toString(world.accounts()),
                        "--history-days",
                        Integer.toString(world.historyDays()),
                        "--history-items",
                        Integer.toString(world.historyItems()),
                        // it stands still until a call starts it, also after a restart
                        "--rate",
                        "0",
                        "--truth-token",
                        truthToken,
                        "--credential-prefix",
                        home.secret("sandbox-credentials.token"),
                        "--stop-at-eof",
                        "--linger",
                        "60s"))
                .redirectError(new File(home.logs().toFile(), "sandbox.log"))
                .start();
        return new SandboxProcess(new SandboxClient(readyAddress(child), truthToken), child.toHandle(), child);
    }

    private static String readyAddress(Process child) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("sandbox ready ")) {
                return line.substring("sandbox ready ".length()).strip();
            }
        }
        throw new IOException("the sandbox ended before it was ready (see logs/sandbox.log in the data directory)");
    }

    SandboxClient client() {
        return client;
    }

    /** True when it was left behind by an earlier run. */
    boolean adopted() {
        return adopted;
    }

    long pid() {
        return process.pid();
    }

    /** Ends the process, by force when it does not go by itself; waits until it is gone. */
    @Override
    public void close() {
        keepalive.shutdownNow();
        process.destroy();
        try {
            process.onExit().get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (child != null) {
            try {
                child.getInputStream().close();
            } catch (IOException e) {
                // the pipe of a process that is gone: nothing is left to read
                process.destroyForcibly();
            }
        }
    }
}
