package dev.gapless.capture.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.StubHttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;

class HttpStreamStateClientIT {

    private static final StreamId LOGS = new StreamId("evm", "0xabc", "logs");
    private static final String STATE = """
            {"stream":{"source":"evm","account":"0xabc","stream":"logs"},"generation":%d,"frontier":7,\
            "anchors":[{"position":6,"hash":"h6"}],"windowSeen":%s}""";

    private record Answer(int status, String body) {}

    private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final StubHttpServer server = new StubHttpServer();
    private final HttpStreamStateClient states = patientFor(Duration.ofSeconds(30));

    @BeforeEach
    void start() {
        server.handle("/", this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_state_is_told_once_the_window_has_been_seen() throws InterruptedException {
        answers.add(new Answer(200, STATE.formatted(1, false)));
        answers.add(new Answer(503, ""));
        answers.add(new Answer(200, STATE.formatted(1, true)));

        assertThat(states.after(LOGS, "w:1")).isInstanceOfSatisfying(StreamStateResult.Known.class, known -> {
            assertThat(known.state().anchors()).hasSize(1);
            assertThat(known.state().frontier()).isEqualTo(7);
        });
        assertThat(asked).hasSize(3).allMatch("GET /internal/v1/streams/evm/0xabc/logs?window=w:1"::equals);
    }

    @Test
    void a_window_that_is_never_seen_is_not_waited_for_for_ever() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            answers.add(new Answer(200, STATE.formatted(1, false)));
        }

        assertThat(patientFor(Duration.ofMillis(300)).after(LOGS, "w"))
                .isInstanceOf(StreamStateResult.Unavailable.class);
    }

    @Test
    void a_recorded_fork_is_answered_with_the_state_afterwards() {
        answers.add(new Answer(200, STATE.formatted(2, true)));

        assertThat(states.fork(LOGS, new ForkNotice(5, 1)))
                .isInstanceOfSatisfying(
                        StreamStateResult.Known.class,
                        known -> assertThat(known.state().generation()).isEqualTo(2));
        assertThat(asked)
                .containsExactly("POST /internal/v1/streams/evm/0xabc/logs:fork {\"ancestor\":5,\"generation\":1}");
    }

    @Test
    void a_fork_that_somebody_else_recorded_is_answered_with_the_state_as_it_is() {
        answers.add(new Answer(409, STATE.formatted(4, true)));

        assertThat(states.fork(LOGS, new ForkNotice(5, 1)))
                .isInstanceOfSatisfying(
                        StreamStateResult.Known.class,
                        known -> assertThat(known.state().generation()).isEqualTo(4));
    }

    @Test
    void a_fork_that_could_not_be_recorded_is_no_state() {
        answers.add(new Answer(500, ""));

        assertThat(states.fork(LOGS, new ForkNotice(5, 1))).isInstanceOf(StreamStateResult.Unavailable.class);
    }

    private HttpStreamStateClient patientFor(Duration patience) {
        return new HttpStreamStateClient(RestClient.create(server.url()), patience, Thread::sleep);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        String path = exchange.getRequestURI().getPath() + (query == null ? "" : "?" + query);
        asked.add("%s %s %s"
                .formatted(exchange.getRequestMethod(), path, StubHttpServer.body(exchange))
                .strip());
        Answer answer = answers.remove();
        StubHttpServer.answer(exchange, answer.status(), answer.body());
    }
}
