package dev.gapless.benchmarks.peer;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.embedded.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** Kafka Connect, standalone, in a process and on a class path of its own, with one connector. */
final class ConnectWorker implements AutoCloseable {

    private static final String NAME = "peer";
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI rest;
    private final Path log;

    private ConnectWorker(Process process, URI rest, Path log) {
        this.process = process;
        this.rest = rest;
        this.log = log;
    }

    /** Returns when all of the connector's tasks run. */
    static ConnectWorker start(BenchmarkRig rig, PeerArtifacts fetched, String variant, Map<String, String> connector)
            throws IOException, InterruptedException {
        Path directory = Files.createDirectories(rig.directory().resolve("peer-" + variant));
        int port = LoopbackPorts.free(1)[0];
        Map<String, String> worker = new LinkedHashMap<>();
        worker.put("bootstrap.servers", rig.servers().kafkaBootstrapServers());
        worker.put("listeners", "http://127.0.0.1:" + port);
        worker.put("plugin.path", fetched.plugins().toString());
        worker.put("plugin.discovery", "hybrid_warn");
        worker.put("offset.storage.file.filename", directory.resolve("offsets").toString());
        worker.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        worker.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
        Path log = directory.resolve("connect.log");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        fetched.connect() + "/*",
                        "org.apache.kafka.connect.cli.ConnectStandalone",
                        write(directory.resolve("worker.properties"), worker),
                        write(directory.resolve("connector.properties"), connector))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        ConnectWorker started = new ConnectWorker(process, URI.create("http://127.0.0.1:" + port), log);
        try {
            started.awaitState("RUNNING");
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static String write(Path file, Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        properties.putAll(values);
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file.toString();
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    void pause() throws IOException, InterruptedException {
        order("pause");
        awaitState("PAUSED");
    }

    /** Returns at once: the tasks go on a moment later. */
    void resume() throws IOException, InterruptedException {
        order("resume");
    }

    private void order(String what) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(rest.resolve("/connectors/%s/%s".formatted(NAME, what)))
                        .PUT(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("the peer refuses to %s: %s".formatted(what, answer.body()));
        }
    }

    private void awaitState(String state) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!allAre(state)) {
            check();
            if (System.nanoTime() > end) {
                throw new IOException("the peer does not get %s; the end of its log:%n%s".formatted(state, tail()));
            }
            Thread.sleep(LOOK);
        }
    }

    /** @throws IOException when a task has failed */
    void check() throws IOException, InterruptedException {
        String status = status();
        if (!process.isAlive() || status.contains("FAILED")) {
            throw new IOException("the peer has failed: %s; the end of its log:%n%s".formatted(status, tail()));
        }
    }

    /** The connector and every task; there are none before it has started. */
    private boolean allAre(String state) throws InterruptedException {
        String status = status();
        int tasks = status.indexOf("\"tasks\":[{");
        return tasks >= 0 && !status.replace("\"state\":\"" + state + "\"", "").contains("\"state\":");
    }

    private String status() throws InterruptedException {
        try {
            return http.send(
                            HttpRequest.newBuilder(rest.resolve("/connectors/%s/status".formatted(NAME)))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        }
    }

    private String tail() throws IOException {
        String text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
