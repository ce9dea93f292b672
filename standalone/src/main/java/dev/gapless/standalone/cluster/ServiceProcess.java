package dev.gapless.standalone.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One replica of a service: started, killed, stopped and started again under the same name. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(50);

    /** The grace period of the deployments, less what a pod waits before its signal. */
    private static final Duration GRACE = Duration.ofSeconds(25);

    private final String name;
    private final Path directory;
    private final List<String> command;
    private final Map<String, String> environment;
    private final int managementPort;
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable Process process;

    ServiceProcess(
            String name,
            Path directory,
            List<String> command,
            Map<String, String> environment,
            int managementPort,
            Path log) {
        this.name = name;
        this.directory = directory;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.managementPort = managementPort;
        this.log = log;
    }

    String name() {
        return name;
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** @throws IOException when the process ended, or is not ready in time; with what it last said of itself */
    void awaitReady(Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        String said = readiness();
        while (!said.startsWith("200 ")) {
            checkAlive();
            if (System.nanoTime() > end) {
                throw new IOException("%s is not ready after %s: %s".formatted(name, patience, said));
            }
            Thread.sleep(LOOK);
            said = readiness();
        }
    }

    /** @throws IOException when the process ended; with where its log is */
    void checkAlive() throws IOException {
        if (!running().isAlive()) {
            throw new IOException(
                    "%s ended with %d; see %s".formatted(name, running().exitValue(), log));
        }
    }

    /** True until it ended; also while it is halted. */
    boolean isAlive() {
        return running().isAlive();
    }

    /** Status and body of the readiness probe, or why there is no answer. */
    String readiness() throws InterruptedException {
        URI probe = URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(managementPort));
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(probe).timeout(Duration.ofSeconds(3)).build(), BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "no answer: " + e;
        }
    }

    /** Most memory that the process ever had, in MB; 0 where the system does not tell. */
    long peakMegabytes() throws IOException {
        return megabytes("VmHWM:");
    }

    /** Memory that the process has, in MB; 0 where the system does not tell. */
    long presentMegabytes() throws IOException {
        return megabytes("VmRSS:");
    }

    private long megabytes(String figure) throws IOException {
        Path status = Path.of("/proc", Long.toString(running().pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(figure))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** As a node that is lost ends it. */
    void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    /** As a node that hangs: it neither works nor ends, and its connections stay. */
    void halt() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** It goes on where it was halted. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(running().pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("%s was not sent the signal %s: kill ended with %d".formatted(name, signal, code));
        }
    }

    /** As a pod is told to go; killed when its grace is over. @return how long it took */
    Duration stop() throws InterruptedException {
        long begun = System.nanoTime();
        running().destroy();
        if (!running().waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process;
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
        http.close();
    }
}
