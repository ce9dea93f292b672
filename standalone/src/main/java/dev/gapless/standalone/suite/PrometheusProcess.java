package dev.gapless.standalone.suite;

import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.observability.ObservabilityFiles;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A Prometheus that scrapes a running suite with the shipped rules; its data is kept in the data directory. */
public final class PrometheusProcess implements AutoCloseable {

    private static final int STOP_SECONDS = 10;

    private static final Duration RELOAD = Duration.ofSeconds(10);

    private final Process process;
    private final String url;
    private final GaplessSuite suite;
    private final int everySeconds;

    private PrometheusProcess(Process process, String url, GaplessSuite suite, int everySeconds) {
        this.process = process;
        this.url = url;
        this.suite = suite;
        this.everySeconds = everySeconds;
    }

    /** The program {@code prometheus} of the path; empty when there is none. */
    public static Optional<Path> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it on a free port of the loopback; it may take a second until it answers.
     *
     * @param program Prometheus 2.42 or later
     * @throws IOException when it cannot be started or a file cannot be written
     */
    public static PrometheusProcess start(Path program, GaplessSuite suite) throws IOException {
        return start(program, suite, 1);
    }

    /**
     * The same with rules whose times are shorter, for rehearsals.
     *
     * @param divisor by which windows and waiting times of the rules are divided
     */
    public static PrometheusProcess start(Path program, GaplessSuite suite, int divisor) throws IOException {
        Path directory = directory(suite);
        int everySeconds = divisor == 1 ? 5 : 2;
        ObservabilityFiles.copyRules(directory.resolve("rules"), divisor);
        Path config = Files.writeString(config(suite), configuration(suite, everySeconds, service -> true));
        int port = LoopbackPorts.free(1)[0];
        Process process = new ProcessBuilder(List.of(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.enable-lifecycle",
                        "--enable-feature=exemplar-storage",
                        "--web.listen-address=127.0.0.1:" + port))
                .redirectErrorStream(true)
                .redirectOutput(suite.home().logs().resolve("prometheus.log").toFile())
                .start();
        return new PrometheusProcess(process, "http://127.0.0.1:" + port, suite, everySeconds);
    }

    private static Path directory(GaplessSuite suite) {
        return suite.home().directory().resolve("prometheus");
    }

    private static Path config(GaplessSuite suite) {
        return directory(suite).resolve("prometheus.yaml");
    }

    /**
     * Scrapes some of the services from now on; the jobs of the others have no target.
     *
     * @throws IOException when it does not take its new configuration
     */
    public void scrape(Predicate<SuiteService> wanted) throws IOException, InterruptedException {
        Files.writeString(config(suite), configuration(suite, everySeconds, wanted));
        HttpRequest reload = HttpRequest.newBuilder(URI.create(url + "/-/reload"))
                .timeout(RELOAD)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(reload, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("Prometheus did not read its configuration again: " + answer.body());
            }
        }
    }

    private static String configuration(GaplessSuite suite, int everySeconds, Predicate<SuiteService> wanted) {
        StringBuilder config = new StringBuilder("""
                global: {scrape_interval: %1$ds, evaluation_interval: %1$ds}
                rule_files: ['rules/gapless-*.yaml']
                scrape_configs:
                """.formatted(everySeconds));
        for (SuiteService service : SuiteService.values()) {
            config.append("""
                      - job_name: gapless-%s
                        metrics_path: /actuator/prometheus
                        authorization: {credentials_file: '%s'}
                        static_configs: [{targets: [%s]}]
                    """.formatted(
                    service.label(),
                    suite.home().serviceToken(),
                    wanted.test(service)
                            ? "'%s'".formatted(URI.create(suite.url(service)).getAuthority())
                            : ""));
        }
        return config.toString();
    }

    public String url() {
        return url;
    }

    /** Stops it; after ten seconds it is killed. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
