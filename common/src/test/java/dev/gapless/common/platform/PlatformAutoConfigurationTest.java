package dev.gapless.common.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.MediaType;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

class PlatformAutoConfigurationTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.add("%s %s"
                        .formatted(
                                exchange.getRequestHeaders().get("Authorization"),
                                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void hangUp() {
        server.stop(0);
    }

    @Test
    void the_other_services_are_asked_as_one_of_ours_however_they_are_reached() throws IOException {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        Path token = Files.writeString(directory.resolve("token"), "a-token-of-this-test-alone");
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(PlatformAutoConfiguration.class))
                .withPropertyValues(
                        "gapless.checkpoint-url=" + url,
                        "gapless.scheduler-url=" + url,
                        "gapless.service-token-file=" + token)
                .run(context -> {
                    RestClient checkpoint = context.getBean("checkpointClient", RestClient.class);
                    ask(checkpoint);
                    ask(context.getBean("schedulerClient", RestClient.class));
                    ask(checkpoint
                            .mutate()
                            .requestFactory(new SimpleClientHttpRequestFactory())
                            .build());
                });

        assertThat(asked).hasSize(3).containsOnly("[Bearer a-token-of-this-test-alone] {\"a\":\"question\"}");
    }

    private static void ask(RestClient client) {
        client.post()
                .uri("/v1/question")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("a", "question"))
                .retrieve()
                .toBodilessEntity();
    }
}
