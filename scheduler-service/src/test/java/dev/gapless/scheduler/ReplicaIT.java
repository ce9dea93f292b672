package dev.gapless.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.scheduler.accounts.KeysetFile;
import dev.gapless.testing.servers.TestDatabase;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One process among several, as a container starts it: keys are given to it, and tables are made by another process.
 */
class ReplicaIT {

    private final TestDatabase database = TestServers.freshDatabase();

    @TempDir
    private Path directory;

    @Test
    void waits_for_its_tables_alive_and_not_ready_and_comes_up_by_itself() throws Exception {
        int port = LoopbackPorts.free(1)[0];
        int managementPort = LoopbackPorts.free(1)[0];
        new KeysetFile(directory.resolve("keyset.json")).create();
        CompletableFuture<ConfigurableApplicationContext> started =
                CompletableFuture.supplyAsync(() -> SchedulerApplication.application()
                        .run(settings(
                                "--server.port=" + port,
                                "--management.server.port=" + managementPort,
                                "--gapless.schema.migrate=false",
                                "--gapless.schema.check-every=50ms")));
        try (HttpClient http = HttpClient.newHttpClient()) {
            String readiness = "http://127.0.0.1:%d/actuator/health/readiness".formatted(managementPort);
            String liveness = "http://127.0.0.1:%d/livez".formatted(port);
            await().atMost(Duration.ofMinutes(3)).ignoreExceptions().untilAsserted(() -> {
                assertThat(get(http, readiness).statusCode()).isEqualTo(503);
                assertThat(get(http, readiness).body()).contains("schema scheduler: version none, needs ");
                assertThat(get(http, liveness).statusCode()).isEqualTo(200);
            });
            assertThat(started).isNotDone();

            SchedulerApplication.main(migration());

            await().atMost(Duration.ofMinutes(3)).ignoreExceptions().untilAsserted(() -> {
                assertThat(get(http, readiness).statusCode()).isEqualTo(200);
                assertThat(get(http, readiness).body()).contains("topics");
                assertThat(get(http, liveness).statusCode()).isEqualTo(200);
            });
            assertThat(get(http, "http://127.0.0.1:%d/v1/gaps".formatted(port)).statusCode())
                    .as("what is no probe wants a token")
                    .isEqualTo(401);
            assertThat(get(http, "http://127.0.0.1:%d/actuator/prometheus".formatted(managementPort))
                            .statusCode())
                    .isEqualTo(401);
        } finally {
            started.orTimeout(3, TimeUnit.MINUTES).join().close();
        }
    }

    @Test
    void does_not_make_keys_of_its_own() {
        assertThatThrownBy(() -> SchedulerApplication.application().run(settings("--server.port=0")))
                .rootCause()
                .hasMessageContaining("keyset.json is missing")
                .hasMessageContaining("mount it into every scheduler");
    }

    private String[] migration() {
        List<String> arguments = new ArrayList<>(List.of("migrate"));
        arguments.addAll(login());
        return arguments.toArray(String[]::new);
    }

    private String[] settings(String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.addAll(login());
        settings.addAll(List.of(
                "--gapless.scheduler.accounts.keyset-file=" + directory.resolve("keyset.json"),
                "--gapless.service-token-file=" + token(),
                "--gapless.topics.partitions=3",
                "--gapless.topics.replication=1",
                "--gapless.topics.min-insync-replicas=1",
                "--management.endpoint.health.probes.add-additional-paths=true",
                "--spring.kafka.bootstrap-servers=" + TestServers.get().kafkaBootstrapServers(),
                "--spring.kafka.consumer.group-id=" + TestServers.unique("scheduler")));
        return settings.toArray(String[]::new);
    }

    private List<String> login() {
        return List.of(
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password());
    }

    private Path token() {
        try {
            return Files.writeString(directory.resolve("service-token"), RunningScheduler.SERVICE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse<String> get(HttpClient http, String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
