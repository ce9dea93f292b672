package dev.gapless.standalone.suite;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A further replica of a service of a suite, as a JVM of its own, which can be killed. */
public final class ReplicaProcess implements AutoCloseable {

    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Process process;
    private final URI probe;
    private final Path log;

    private ReplicaProcess(Process process, URI probe, Path log) {
        this.process = process;
        this.probe = probe;
        this.log = log;
    }

    /** Entry of the started JVM; its properties are in {@code SPRING_APPLICATION_JSON}. */
    public static void main(String[] arguments) {
        SuiteService.valueOf(arguments[0]).application().run();
    }

    /** @param properties with {@code server.port}; they hold secrets, so they travel in the environment */
    static ReplicaProcess start(SuiteService service, Map<String, Object> properties, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ReplicaProcess.class.getName(),
                service.name()));
        Map<String, String> texts = new HashMap<>();
        properties.forEach((name, value) -> texts.put(name, value.toString()));
        builder.environment().put("SPRING_APPLICATION_JSON", JsonMapper.shared().writeValueAsString(texts));
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        return new ReplicaProcess(
                process,
                URI.create("http://127.0.0.1:%s/actuator/health/readiness".formatted(properties.get("server.port"))),
                log);
    }

    /** @throws IOException when the process ends first, or is not ready after two minutes */
    public void awaitReady() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest asked =
                    HttpRequest.newBuilder(probe).timeout(Duration.ofSeconds(3)).build();
            while (!ready(http, asked)) {
                if (!process.isAlive() || System.nanoTime() - begun > READY.toNanos()) {
                    throw new IOException("the replica is not ready; see " + log);
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private static boolean ready(HttpClient http, HttpRequest asked) throws InterruptedException {
        try {
            return http.send(asked, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            // it does not listen yet
            return false;
        }
    }

    /** With SIGKILL; returns when it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
