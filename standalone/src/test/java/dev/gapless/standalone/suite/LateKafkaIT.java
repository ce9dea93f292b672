package dev.gapless.standalone.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.embedded.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;

/** Kafka comes after all services: first its name does not resolve, then nothing listens, then it is there. */
@Tag("long")
class LateKafkaIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final List<String> GROUPS =
            List.of("gapless-capture", "gapless-coverage", "gapless-dead-letters", "gapless-processors", "scheduler");

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void every_service_becomes_ready_without_a_restart() throws Exception {
        int port = LoopbackPorts.free(1)[0];
        Map<String, Object> late = Map.of(
                "spring.kafka.bootstrap-servers",
                LateName.NAME + ":" + port,
                "gapless.processor.archive.enabled",
                false);
        SuiteOptions options = new SuiteOptions(
                SuiteHome.open(directory),
                0,
                what -> {},
                (service, application) -> application.initializers(context ->
                        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("late", late))));
        try (GaplessSuite suite = GaplessSuite.start(options)) {
            assertThat(SuiteService.values())
                    .allSatisfy(service -> assertThat(readiness(suite, service))
                            .startsWith("503")
                            .contains("topics"));

            LateName.appear();
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(SuiteService.values())
                            .allSatisfy(service -> assertThat(readiness(suite, service))
                                    .startsWith("503")
                                    .doesNotContain("resolvable")));

            try (ForwardedPort kafka = ForwardedPort.open(port, kafkaPort(suite));
                    Admin admin = Admin.create(Map.<String, Object>of(
                            "bootstrap.servers", suite.servers().kafkaBootstrapServers()))) {
                await().atMost(TIMEOUT)
                        .untilAsserted(() -> assertThat(SuiteService.values())
                                .allSatisfy(service ->
                                        assertThat(readiness(suite, service)).startsWith("200")));
                await().atMost(TIMEOUT)
                        // a group that has no member yet is unknown
                        .ignoreExceptionsInstanceOf(ExecutionException.class)
                        .untilAsserted(() -> {
                            assertThat(admin.describeConsumerGroups(GROUPS)
                                            .all()
                                            .get()
                                            .values())
                                    .allSatisfy(
                                            group -> assertThat(group.members()).isNotEmpty());
                            assertThat(admin.describeShareGroups(List.of("gapless-miners"))
                                            .all()
                                            .get()
                                            .values())
                                    .allSatisfy(
                                            group -> assertThat(group.members()).isNotEmpty());
                        });
                assertThat(kafka.connections()).isPositive();
            }
        }
    }

    private String readiness(GaplessSuite suite, SuiteService service) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(suite.url(service) + "/actuator/health/readiness"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static int kafkaPort(GaplessSuite suite) {
        String address = suite.servers().kafkaBootstrapServers();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
