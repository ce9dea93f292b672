package dev.gapless.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GapsReleaseTest {

    @TempDir
    private Path directory;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final StubHttpServer scheduler = new StubHttpServer();

    @BeforeEach
    void start() throws IOException {
        scheduler.handle("/", this::answer);
        Files.writeString(directory.resolve("token"), "secret");
    }

    @AfterEach
    void stop() {
        scheduler.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        StubHttpServer.answer(
                exchange, 200, exchange.getRequestMethod().equals("GET") ? "[{\"id\":\"a\"},{\"id\":\"b\"}]" : "{}");
    }

    private int release(String... arguments) {
        List<String> all = new CopyOnWriteArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--url",
                scheduler.url(),
                "--token-file",
                directory.resolve("token").toString(),
                "--data",
                directory.toString()));
        return new CommandLine(new GapsCommand.Release()).execute(all.toArray(String[]::new));
    }

    @Test
    void gaps_are_released_by_their_ids() {
        assertThat(release("x1", "x2")).isZero();
        assertThat(requests).containsExactly("POST /v1/gaps/x1:release", "POST /v1/gaps/x2:release");
    }

    @Test
    void all_stuck_gaps_of_a_source_are_released() {
        assertThat(release("--stuck-of", "forum")).isZero();
        assertThat(requests)
                .containsExactly(
                        "GET /v1/gaps?state=STUCK&limit=10000&source=forum",
                        "POST /v1/gaps/a:release",
                        "POST /v1/gaps/b:release");
    }

    @Test
    void naming_nothing_or_both_is_refused() {
        assertThat(release()).isEqualTo(2);
        assertThat(release("x1", "--stuck-of", "forum")).isEqualTo(2);
        assertThat(requests).isEmpty();
    }
}
