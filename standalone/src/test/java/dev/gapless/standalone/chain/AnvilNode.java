package dev.gapless.standalone.chain;

import dev.gapless.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/** An Anvil node on the loopback address, whose chain outlives its process. */
final class AnvilNode implements AutoCloseable {

    private static final Duration INSTALL = Duration.ofMinutes(3);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Path directory;
    private final int port;
    private final ChainClient client;
    private Process process;

    private AnvilNode(Path directory, int port) throws IOException {
        this.directory = directory;
        this.port = port;
        this.client = new ChainClient("http://127.0.0.1:" + port);
        this.process = spawn();
    }

    static AnvilNode start(Path directory) throws IOException, InterruptedException {
        install();
        AnvilNode node = new AnvilNode(directory, LoopbackPorts.free(1)[0]);
        node.awaitAnswer();
        return node;
    }

    private static Path e2e() {
        Path here = Path.of("").toAbsolutePath();
        Path below = here.resolve("tests/e2e");
        return Files.isDirectory(below) ? below : here.resolveSibling("tests/e2e");
    }

    private static Path executable() {
        String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return e2e().resolve("node_modules/@foundry-rs/anvil-%s-%s/bin/anvil".formatted(os, arch));
    }

    private static void install() throws IOException, InterruptedException {
        if (Files.exists(executable())) {
            return;
        }
        Process npm = new ProcessBuilder("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(e2e().toFile())
                .inheritIO()
                .start();
        if (!npm.waitFor(INSTALL.toSeconds(), TimeUnit.SECONDS) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IOException(
                    "the node could not be installed: run 'npm install' in tests/e2e and see what it says");
        }
    }

    private Process spawn() throws IOException {
        return new ProcessBuilder(List.of(
                        executable().toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--state",
                        directory.resolve("chain.json").toString(),
                        "--silent"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("anvil.log").toFile()))
                .start();
    }

    private void awaitAnswer() {
        Awaitility.await().atMost(START).ignoreExceptions().until(() -> client.head() >= 0);
    }

    ChainClient client() {
        return client;
    }

    int port() {
        return port;
    }

    /** Ends it so that it writes its chain down, and begins it again. */
    void restart(Duration away) throws IOException, InterruptedException {
        stop();
        Thread.sleep(away);
        process = spawn();
        awaitAnswer();
    }

    private void stop() {
        process.destroy();
        try {
            process.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly().onExit().join();
        } catch (InterruptedException e) {
            process.destroyForcibly().onExit().join();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
