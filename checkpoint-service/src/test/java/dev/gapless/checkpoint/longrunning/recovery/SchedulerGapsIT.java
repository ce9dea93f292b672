package dev.gapless.checkpoint.longrunning.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.gapless.checkpoint.longrunning.recovery.StuckGaps.ReleaseResult;
import dev.gapless.checkpoint.longrunning.recovery.StuckGaps.StuckGap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

class SchedulerGapsIT {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer scheduler = server();
    private volatile int status = 200;

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        scheduler.createContext("/v1/gaps", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] body = (exchange.getRequestMethod().equals("GET")
                            ? "[{\"id\":\"g/1\",\"source\":\"forum\",\"account\":\"ann\",\"stream\":\"posts\",\"state\":\"STUCK\",\"attempts\":7,"
                                    + "\"openedAt\":\"2026-01-01T00:00:00Z\",\"lostLeases\":1,\"reopenings\":2,\"reason\":\"500\"}]"
                            : "{}")
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        scheduler.start();
    }

    @AfterEach
    void stop() {
        scheduler.stop(0);
    }

    @Test
    void stuck_gaps_are_listed_and_released_by_the_interface_for_operators() {
        assertThat(gaps().list("STUCK").orElseThrow())
                .containsExactly(new StuckGap(
                        "g/1",
                        "forum",
                        "ann",
                        "posts",
                        "STUCK",
                        7,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        1,
                        2,
                        "500"));
        assertThat(gaps().release("g/1")).isEqualTo(ReleaseResult.RELEASED);
        assertThat(asked).containsExactly("GET /v1/gaps?state=STUCK&limit=10000", "POST /v1/gaps/g%2F1:release");
    }

    @Test
    void one_that_is_not_stuck_or_is_gone_needs_no_release() {
        status = 409;
        assertThat(gaps().release("g")).isEqualTo(ReleaseResult.ALREADY);
        status = 404;
        assertThat(gaps().release("g")).isEqualTo(ReleaseResult.ALREADY);
    }

    @Test
    void a_scheduler_that_fails_or_is_away_releases_nothing_and_tells_nothing() {
        status = 503;
        assertThat(gaps().list("STUCK")).isEmpty();
        assertThatThrownBy(() -> gaps().release("g")).isInstanceOf(RestClientException.class);
        scheduler.stop(0);
        assertThat(gaps().list("STUCK")).isEmpty();
        assertThatThrownBy(() -> gaps().release("g")).isInstanceOf(RestClientException.class);
    }

    private SchedulerGaps gaps() {
        return new SchedulerGaps(
                RestClient.create("http://127.0.0.1:" + scheduler.getAddress().getPort()));
    }
}
