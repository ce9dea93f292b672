package dev.gapless.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.standalone.deploy.ComposeSecrets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service's jar with the options, variables and secret files of its container. There is neither Kafka nor a database.
 * One service with tables and one without wait for them: the others differ in neither way.
 */
class ServiceStartIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final String NOBODY = "127.0.0.1:1";

    private final ContainerFiles files = open();

    @TempDir
    private Path directory;

    private static ContainerFiles open() {
        try {
            return new ContainerFiles(Path.of("..").toAbsolutePath().normalize());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"live, topics", "checkpoint, schema checkpoint: the database does not answer"})
    void without_its_servers_it_is_alive_says_what_it_waits_for_and_ends_when_told(String service, String reason)
            throws Exception {
        int[] ports = LoopbackPorts.free(2);
        Path log = directory.resolve(service + ".log");
        try (ServiceProcess process = new ServiceProcess(
                service,
                directory,
                files.plainCommand(service),
                environment(service, ports[0], ports[1]),
                ports[1],
                log)) {
            process.start();
            await().atMost(TIMEOUT).untilAsserted(() -> {
                process.checkAlive();
                assertThat(process.readiness()).startsWith("503 ").contains(reason);
            });
            assertThat(status("http://127.0.0.1:%d/livez".formatted(ports[0]))).isEqualTo(200);

            assertThat(process.stop()).isLessThan(DRAIN);
        }
        assertThat(Files.readAllLines(log))
                .as("structured, as the image says")
                .anyMatch(line -> line.startsWith("{\"@timestamp\""));
    }

    /** With the arguments of the script that makes an image's cache. The services with tables ask for most. */
    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"scheduler", "checkpoint"})
    void a_training_run_starts_all_parts_without_servers_and_ends_by_itself(String service) throws Exception {
        Files.writeString(directory.resolve("training.token"), "training-token-of-no-service");
        Path log = directory.resolve("training.log");
        List<String> command = files.plainCommand(service);
        command.addAll(trainingArguments());
        try (ServiceProcess process = new ServiceProcess(service, directory, command, Map.of(), 1, log)) {
            process.start();
            await().atMost(TIMEOUT).until(() -> !process.isAlive());
        }
        assertThat(Files.readString(log)).contains("probe-trained path=/actuator/health/readiness status=503");
    }

    private static List<String> trainingArguments() throws IOException {
        String script = Files.readString(Path.of("..", "docker", "train.sh"));
        String arguments = script.substring(script.indexOf("-jar application.jar"), script.indexOf(">training.log"));
        return Arrays.stream(arguments.split("\\s+"))
                .filter(word -> word.startsWith("--"))
                .toList();
    }

    private Map<String, String> environment(String service, int port, int management) throws IOException {
        ComposeSecrets secrets = ComposeSecrets.create(directory.resolve("secrets"));
        Path mounted = Files.createDirectories(directory.resolve("mounted"));
        for (Map.Entry<String, String> secret : files.secrets(service).entrySet()) {
            Files.copy(secrets.directory().resolve(secret.getValue()), mounted.resolve(secret.getKey()));
        }
        Map<String, String> environment = files.environment(service);
        environment.replaceAll((name, value) -> value.replace("kafka:19092", NOBODY)
                .replace("postgres:5432", NOBODY)
                .replace("/run/secrets", mounted.toString()));
        environment.put("SERVER_ADDRESS", "127.0.0.1");
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(management));
        return environment;
    }

    private static int status(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
