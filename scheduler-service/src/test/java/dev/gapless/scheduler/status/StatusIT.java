package dev.gapless.scheduler.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestServers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What fails or waits is told with its cause, its time and a remedy, over the real service's interface. */
class StatusIT {

    private static final FakeClock CLOCK = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));

    @TempDir
    static Path directory;

    private static FakeCoverageService checkpoint;
    private static RunningScheduler scheduler;

    private final String source = TestServers.unique("src");

    @BeforeAll
    static void start() {
        checkpoint = new FakeCoverageService();
        // nothing is planned, so the rows of these tests stay as they are
        checkpoint.mood(FakeCoverageService.Mood.FAILING);
        scheduler = RunningScheduler.start(TestServers.freshDatabase(), CLOCK, checkpoint.url(), directory);
    }

    @AfterAll
    static void stop() {
        scheduler.close();
        checkpoint.close();
    }

    @BeforeEach
    void follow() {
        assertThat(scheduler.put("/v1/sources/" + source, "source: " + source).statusCode())
                .isEqualTo(201);
        assertThat(scheduler
                        .put("/v1/accounts/" + source + "/ann", "{\"streams\":[\"comments\"]}")
                        .statusCode())
                .isEqualTo(201);
    }

    private void gap(String id, String state, String reason, int attempts, Instant dueAt) {
        scheduler
                .jdbc()
                .sql("""
                        insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state,
                                         near, generation, attempts, due_at, reason, opened_at, updated_at)
                        values (:id, :source, 'ann', 'comments', :from, :from + 1, 1, 'GAP_FILL', 'first-run', :state,
                                true, 0, :attempts, cast(:due as timestamptz), :reason, timestamptz '2026-03-01 11:00:00Z',
                                timestamptz '2026-03-01 11:00:00Z')
                        """)
                .param("id", source + id)
                .param("source", source)
                .param("from", Long.parseLong(id))
                .param("state", state)
                .param("attempts", attempts)
                .param("due", dueAt.toString())
                .param("reason", reason)
                .update();
    }

    private List<JsonNode> findings() {
        HttpResponse<String> answer = scheduler.get("/v1/sources/" + source + "/status");
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode sources = JsonMapper.shared().readTree(answer.body()).path("sources");
        assertThat(sources.size()).isEqualTo(1);
        return sources.get(0).path("findings").valueStream().toList();
    }

    private JsonNode finding(String kind) {
        return findings().stream()
                .filter(finding -> finding.path("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError(kind + " is not among " + findings()));
    }

    private void report(String states) {
        assertThat(scheduler
                        .call(
                                "POST",
                                "/internal/v1/capture-states",
                                RunningScheduler.SERVICE,
                                "{\"states\":[" + states + "]}")
                        .statusCode())
                .isEqualTo(204);
    }

    private String state(long epoch, String kind, String cause, String detail, String streams, String next) {
        return "{\"source\":\"%s\",\"account\":\"ann\",\"epoch\":%d,\"kind\":\"%s\",\"cause\":\"%s\",\"detail\":\"%s\",\"unconfirmed\":[%s],\"nextMillis\":%s}"
                .formatted(source, epoch, kind, cause, detail, streams, next);
    }

    @Test
    void gaps_that_fail_alike_are_one_finding_with_reason_time_and_remedy() {
        Instant next = CLOCK.instant().plus(Duration.ofMinutes(30));
        gap("1", "STUCK", "status 404 (expected: 200)", 5, next);
        gap("2", "STUCK", "status 404 (expected: 200)", 5, next.plusSeconds(60));

        JsonNode finding = finding("gaps");

        assertThat(finding.path("severity").asString()).isEqualTo("FAILING");
        assertThat(finding.path("count").asInt()).isEqualTo(2);
        assertThat(finding.path("reason").asString()).isEqualTo("status 404 (expected: 200)");
        assertThat(finding.path("until").asString()).isEqualTo(next.toString());
        assertThat(finding.path("remedy").asString())
                .contains("streams.comments.listing.path", "./gapless source apply FILE");
    }

    @Test
    void a_refused_credential_names_the_account_to_mend_and_a_new_one_frees_it_at_once() {
        gap(
                "1",
                "OPEN",
                "the credential is refused with status 401",
                3,
                CLOCK.instant().plusSeconds(240));
        assertThat(finding("gaps").path("remedy").asString())
                .contains("./gapless account add %s ann --credential-file FILE".formatted(source));

        scheduler.put("/v1/accounts/" + source + "/ann", "{\"credential\":\"right\",\"streams\":[\"comments\"]}");

        assertThat(findings())
                .noneMatch(finding -> finding.path("reason").asString().startsWith("the credential is refused"));
        assertThat(scheduler
                        .jdbc()
                        .sql("select due_at <= :now and attempts = 0 from gap where id = :id")
                        .param("now", java.sql.Timestamp.from(CLOCK.instant()))
                        .param("id", source + "1")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void a_socket_that_never_confirms_is_told_and_forgotten_once_it_captures() {
        report(state(3, "UNCONFIRMED", "unconfirmed", "not confirmed", "\"posts\",\"blocks\"", "null"));
        CLOCK.advance(Duration.ofSeconds(4));

        JsonNode finding = finding("live");
        assertThat(finding.path("stream").asString()).isEqualTo("posts,blocks");
        assertThat(finding.path("remedy").asString()).contains("socket.confirmation");

        // the process that lost the account is not heard any more
        report(state(2, "CAPTURING", "", "", "", "null"));
        finding("live");
        report(state(3, "CAPTURING", "", "", "", "null"));
        assertThat(findings()).noneMatch(each -> each.path("kind").asString().equals("live"));
    }

    @Test
    void a_connection_that_fails_is_told_with_its_next_attempt_and_since_when() {
        Instant first = CLOCK.instant();
        report(state(1, "WAITING", "not-connected", "the host name has no address", "", "1000"));
        CLOCK.advance(Duration.ofSeconds(5));
        report(state(1, "WAITING", "not-connected", "the host name has no address", "", "20000"));

        JsonNode finding = finding("live");

        assertThat(finding.path("reason").asString()).isEqualTo("the host name has no address");
        assertThat(finding.path("since").asString()).isEqualTo(first.toString());
        assertThat(finding.path("until").asString())
                .isEqualTo(CLOCK.instant().plusSeconds(20).toString());
        assertThat(finding.path("remedy").asString()).contains("socket.url");
    }

    @Test
    void services_that_do_not_read_are_named() {
        JsonNode status =
                JsonMapper.shared().readTree(scheduler.get("/v1/status").body());

        assertThat(status.path("state").asString()).isEqualTo("FAILING");
        assertThat(status.path("findings").toString()).contains("http-miner-service", "processor-service");
    }

    @Test
    void a_parameter_or_path_that_is_wrong_is_told_without_words_of_the_framework() {
        assertThat(scheduler.get("/v1/gaps?state=STUK").body())
                .contains("state: 'STUK' (expected: one of OPEN, SCHEDULED", "\"remedy\"");
        assertThat(scheduler.get("/v1/nowhere").body())
                .contains("path: /v1/nowhere")
                .doesNotContain("No static resource");
    }

    @Test
    void an_unknown_name_is_an_error_with_a_suggestion() {
        HttpResponse<String> noSource = scheduler.get("/v1/sources/" + source + "x/status");
        assertThat(noSource.statusCode()).isEqualTo(404);
        assertThat(noSource.body()).contains("Did you mean " + source + "?");

        HttpResponse<String> noAccount = scheduler.get("/v1/sources/" + source + "/status?account=anm");
        assertThat(noAccount.statusCode()).isEqualTo(404);
        assertThat(noAccount.body()).contains("Did you mean ann?");

        assertThat(scheduler.get("/v1/accounts?source=" + source + "x").statusCode())
                .isEqualTo(404);
    }
}
