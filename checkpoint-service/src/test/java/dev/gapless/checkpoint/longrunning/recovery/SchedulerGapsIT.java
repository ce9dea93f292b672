package dev.gapless.checkpoint.longrunning.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.checkpoint.longrunning.recovery.StuckGaps.ReleaseResult;
import dev.gapless.checkpoint.longrunning.recovery.StuckGaps.StuckGap;
import dev.gapless.testing.StubHttpServer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

class SchedulerGapsIT {

    private static final String STUCK = """
            [{"id":"g/1","source":"forum","account":"ann","stream":"posts","state":"STUCK","attempts":7,
              "openedAt":"2026-01-01T00:00:00Z","lostLeases":1,"reopenings":2,"reason":"500"}]""";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final StubHttpServer scheduler = new StubHttpServer();
    private volatile int status = 200;

    @BeforeEach
    void start() {
        scheduler.handle("/v1/gaps", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            StubHttpServer.answer(exchange, status, exchange.getRequestMethod().equals("GET") ? STUCK : "{}");
        });
    }

    @AfterEach
    void stop() {
        scheduler.close();
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
        scheduler.close();
        assertThat(gaps().list("STUCK")).isEmpty();
        assertThatThrownBy(() -> gaps().release("g")).isInstanceOf(RestClientException.class);
    }

    private SchedulerGaps gaps() {
        return new SchedulerGaps(RestClient.create(scheduler.url()));
    }
}
