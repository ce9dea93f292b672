package dev.gapless.standalone.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that breaks the connection of the first calls. */
class RestApiTest {

    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private final List<@Nullable String> keys = new ArrayList<>();
    private final List<@Nullable String> tags = new ArrayList<>();
    private int broken;
    private HttpServer server;
    private RestApi api;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        Path token = Files.writeString(directory.resolve("token"), "a-token");
        api = RestApi.at("http://127.0.0.1:" + server.getAddress().getPort(), token);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        tags.add(exchange.getRequestHeaders().getFirst("If-Match"));
        if (keys.size() > broken) {
            exchange.sendResponseHeaders(200, BODY.length);
            exchange.getResponseBody().write(BODY);
        }
        exchange.close();
    }

    @Test
    void a_call_whose_answer_is_lost_is_made_again_under_its_key() throws IOException, InterruptedException {
        broken = 2;
        assertThat(api.post("/v1/stops?dryRun=true", "application/json", BODY)).isEqualTo("{}");

        assertThat(keys).hasSize(3).doesNotContainNull();
        assertThat(keys.stream().distinct()).hasSize(1);
        assertThat(api.post("/v1/stops", "application/json", BODY)).isEqualTo("{}");
        assertThat(keys.stream().distinct()).as("another call has another key").hasSize(2);
    }

    @Test
    void a_call_that_takes_no_key_is_made_once() {
        broken = 1;
        assertThatThrownBy(() -> api.post("/v1/tokens", "application/json", BODY))
                .isInstanceOf(IOException.class);

        assertThat(keys).containsExactly((String) null);
    }

    @Test
    void a_plan_is_sent_as_a_tag() throws IOException, InterruptedException {
        api.ifMatch("0123").delete("/v1/sources/forum");
        api.delete("/v1/sources/forum");

        assertThat(tags).containsExactly("\"0123\"", null);
    }
}
