package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Each fault is seen by its victim, and says truly how often it fired. */
class FaultsIT {

    @TempDir
    Path data;

    private RunningSandbox sandbox;

    @BeforeEach
    void open() throws IOException {
        sandbox = RunningSandbox.withOneAccount(data);
    }

    @AfterEach
    void close() throws IOException {
        sandbox.close();
    }

    @Test
    void sockets_are_dropped_without_a_goodbye_until_the_count_is_reached() throws Exception {
        sandbox.generator("running", 100);
        LiveClient first = sandbox.follow();
        LiveClient second = sandbox.follow();
        String fault = sandbox.fault("drop-socket", "\"count\":3");
        await().until(() -> first.end.get() != null && second.end.get() != null);
        assertThat(sandbox.fault(fault).get("fired").asInt()).isEqualTo(2);
        assertThat(sandbox.fault(fault).get("active").asBoolean()).isTrue();

        LiveClient third = sandbox.follow();
        await().until(() -> third.end.get() != null);
        LiveClient fourth = sandbox.follow();
        await().until(() -> fourth.events().size() > 30);

        assertThat(List.of(first, second, third))
                .allSatisfy(client -> assertThat(client.end.get()).doesNotContain("closed 1000"));
        assertThat(fourth.end.get()).isNull();
        assertFault(fault, 3, 3, false);
    }

    @Test
    void a_socket_that_is_to_go_after_an_event_waits_for_one() throws Exception {
        LiveClient first = sandbox.follow();
        LiveClient second = sandbox.follow();
        String fault = sandbox.fault("drop-socket", "\"count\":2");
        await().until(() -> first.end.get() != null || second.end.get() != null);
        LiveClient left = first.end.get() == null ? first : second;
        assertThat(left.end.get()).isNull();

        sandbox.generator("running", 100);
        await().until(() -> left.end.get() != null);

        assertFault(fault, 2, 2, false);
    }

    @Test
    void a_half_open_socket_says_nothing_and_stays_open() throws Exception {
        LiveClient client = sandbox.follow();
        sandbox.generator("running", 200);
        await().until(() -> client.events().size() > 10);
        String fault = sandbox.fault("half-open", "\"count\":1,\"duration\":\"60s\"");
        await().until(() -> sandbox.fault(fault).get("fired").asInt() == 1);
        client.say("{\"action\":\"ping\",\"timestamp\":1}");
        client.protocolPing();

        await().during(Duration.ofMillis(500)).until(quiet(client));
        assertThat(client.pongs).hasValue(0);
        assertThat(client.end.get()).isNull();
        assertFault(fault, 1, 1, true);
    }

    @Test
    void a_half_open_socket_that_speaks_again_has_lost_what_was_meant_for_it() throws Exception {
        LiveClient client = sandbox.follow();
        sandbox.generator("running", 200);
        await().until(() -> client.events().size() > 10);
        String fault = sandbox.fault("half-open", "\"count\":1,\"duration\":\"5s\"");
        await().until(() -> sandbox.fault(fault).get("fired").asInt() == 1);
        await().until(() -> !sandbox.fault(fault).get("active").asBoolean());
        int before = client.events().size();
        await().until(() -> client.events().size() > before + 10);
        sandbox.generator("stopped", 0);

        assertFault(fault, 1, 1, false);
        long from = client.await("subscribed").get("server_time").asLong();
        long made = sandbox.truth().stream()
                .filter(version -> version.get("position").asLong() >= from)
                .count();
        assertThat((long) client.events().size()).isLessThan(made);
        assertThat(sandbox.truth().stream()
                        .filter(version -> version.get("exposedLive").asBoolean())
                        .count())
                .as("what was thrown away is not called shown")
                .isLessThan(made);
    }

    @Test
    void a_storm_answers_429_to_every_data_request_for_a_while() throws Exception {
        String fault = sandbox.fault("429-storm", "\"duration\":\"60s\"");
        assertFault(fault, 1, 0, true);
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> answer = sandbox.page("likes");
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        }
        assertThat(sandbox.get("/truth/v1/summary", "truth-token").statusCode()).isEqualTo(200);
        assertThat(sandbox.fault(fault).get("hits").asInt()).isEqualTo(4);
        assertFault(fault, 1, 1, true);
    }

    @Test
    void a_storm_ends_by_itself() throws Exception {
        String fault = sandbox.fault("429-storm", "\"duration\":\"500ms\"");
        int met = sandbox.page("likes").statusCode() == 429 ? 1 : 0;
        await().until(() -> !sandbox.fault(fault).get("active").asBoolean());

        assertThat(sandbox.page("likes").statusCode()).isEqualTo(200);
        assertFault(fault, 1, met, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 503})
    void a_storm_may_be_told_with_another_status(int status) throws Exception {
        String fault = sandbox.fault(status + "-storm", "\"duration\":\"60s\",\"delay\":\"30s\"");

        HttpResponse<String> answer = sandbox.page("likes");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        assertFault(fault, 1, 1, true);
    }

    @Test
    void a_storm_may_be_told_in_the_headers_of_the_rate_alone() throws Exception {
        sandbox.fault("429-storm", "\"duration\":\"60s\",\"delay\":\"1h\",\"in\":\"rate-limit\"");

        HttpResponse<String> answer = sandbox.page("likes");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).hasValue("0");
        assertThat(answer.headers().firstValue("X-RateLimit-Reset")).hasValue("3600");
    }

    @Test
    void a_request_is_taken_and_never_answered() throws Exception {
        String fault = sandbox.fault("no-answer", "\"count\":1");
        CompletableFuture<HttpResponse<String>> asked = sandbox.pageLater("likes");
        await().untilAsserted(() -> assertFault(fault, 1, 1, false));

        assertThat(sandbox.page("likes").statusCode()).isEqualTo(200);
        assertThat(asked).isNotDone();
    }

    @Test
    void the_next_requests_fail_in_three_ways() throws Exception {
        String fault = sandbox.fault("5xx", "\"count\":3");
        List<Integer> statuses = new ArrayList<>();
        String lastType = "";
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> answer = sandbox.page("comments");
            statuses.add(answer.statusCode());
            lastType = i == 2 ? answer.headers().firstValue("Content-Type").orElseThrow() : lastType;
        }

        assertThat(statuses).containsExactly(500, 502, 503, 200);
        assertThat(lastType).startsWith("text/html");
        assertFault(fault, 3, 3, false);
    }

    @Test
    void an_answer_comes_late_and_whole() throws Exception {
        String fault = sandbox.fault("slow-answer", "\"count\":1,\"delay\":\"700ms\"");
        long begun = System.nanoTime();
        HttpResponse<String> late = sandbox.page("transactions");
        long took = Duration.ofNanos(System.nanoTime() - begun).toMillis();

        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(took).isGreaterThanOrEqualTo(690);
        assertThat(sandbox.page("transactions").body()).isEqualTo(late.body());
        assertFault(fault, 1, 1, false);
    }

    @Test
    void a_fault_of_another_account_concerns_nobody_here() throws Exception {
        sandbox.post("/admin/v1/faults", "{\"kind\":\"5xx\",\"account\":\"acc-0002\",\"count\":1}");

        assertThat(sandbox.page("likes").statusCode()).isEqualTo(200);
    }

    /** True when nothing was heard since the last look: what was under way may still come. */
    private static Callable<Boolean> quiet(LiveClient client) {
        AtomicInteger before = new AtomicInteger(-1);
        return () -> {
            int heard = client.heard.size();
            return before.getAndSet(heard) == heard;
        };
    }

    private void assertFault(String id, int planned, int fired, boolean active) throws Exception {
        JsonNode fault = sandbox.fault(id);
        assertThat(fault.get("planned").asInt()).isEqualTo(planned);
        assertThat(fault.get("fired").asInt()).isEqualTo(fired);
        assertThat(fault.get("active").asBoolean()).isEqualTo(active);
    }
}
