package dev.gapless.scheduler.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.MiningProgress.TaskRef;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.costs.MiningCostMeter;
import dev.gapless.scheduler.costs.MiningWork;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestServers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
        scheduler = RunningScheduler.start(
                SchedulerTables.fresh(),
                CLOCK,
                checkpoint.url(),
                directory,
                "--gapless.scheduler.costs.write-every=50ms",
                "--gapless.scheduler.costs.per-thousand-calls=2");
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

    private void gap(String id, String state, @Nullable String reason, int attempts, Instant dueAt) {
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
    void a_second_look_is_awaited_however_often_the_gap_failed_before() {
        gap(
                "1",
                "OPEN",
                "the listing ends and shows nothing of [1,2): believed when a second walk says so too",
                5,
                CLOCK.instant().plusSeconds(60));

        assertThat(finding("gaps").path("severity").asString()).isEqualTo("WAITING");
    }

    @Test
    void what_the_source_forgets_within_the_hour_is_told_before() {
        gap("1", "OPEN", null, 0, CLOCK.instant());
        gap("2", "SCHEDULED", null, 0, CLOCK.instant());
        deadline("1", Duration.ofMinutes(59));
        deadline("2", Duration.ofMinutes(61));

        JsonNode finding = finding("gaps");

        assertThat(finding.path("severity").asString()).isEqualTo("NOTICE");
        assertThat(finding.path("count").asInt()).isEqualTo(1);
        assertThat(finding.path("reason").asString()).isEqualTo("the source forgets it within the hour");
        assertThat(finding.path("until").asString())
                .isEqualTo(CLOCK.instant().plus(Duration.ofMinutes(59)).toString());
        assertThat(finding.path("remedy").asString())
                .contains("./gapless priority %s comments critical".formatted(source));
    }

    @Test
    void a_hundred_failures_of_others_hide_none_of_a_tenant() throws InterruptedException {
        String other = TestServers.unique("other");
        scheduler.put("/v1/sources/" + other, "source: " + other);
        scheduler.put("/v1/accounts/" + other + "/ann", "{\"streams\":[\"comments\"]}");
        scheduler.jdbc().sql("""
                        insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state,
                                         near, generation, attempts, due_at, reason, opened_at, updated_at)
                        select :source || n, :source, 'ann', 'comments', n, n + 1, 1, 'GAP_FILL', 'first-run', 'STUCK',
                               true, 0, 5, now(), 'reason ' || n / 2, now(), now()
                          from generate_series(0, 399) n
                        """).param("source", other).update();
        gap("1", "STUCK", "status 404 (expected: 200)", 5, CLOCK.instant());

        StatusView view = scheduler
                .bean(StatusService.class)
                .of(new StatusScope(null, null, new CallerSources("acme", Set.of(source))));

        assertThat(view.sources()).extracting(SourceStatusView::source).containsExactly(source);
        assertThat(view.findings()).as("of the installation").isEmpty();
        assertThat(view.sources().getFirst().findings())
                .anyMatch(finding -> finding.reason().equals("status 404 (expected: 200)"));
        scheduler
                .jdbc()
                .sql("delete from gap where source = :source")
                .param("source", other)
                .update();
    }

    private void deadline(String id, Duration from) {
        scheduler
                .jdbc()
                .sql("update gap set deadline = cast(:deadline as timestamptz) where id = :id")
                .param("deadline", CLOCK.instant().plus(from).toString())
                .param("id", source + id)
                .update();
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

    private JsonNode health() {
        HttpResponse<String> answer = scheduler.get("/v1/accounts/" + source + "/ann/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private JsonNode report() {
        HttpResponse<String> answer = scheduler.get("/v1/health-report?source=" + source);
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    @Test
    void an_account_is_as_well_as_its_connection_and_its_reads() {
        assertThat(health().path("state").asString()).isEqualTo("HEALTHY");
        assertThat(health().path("reasons")).isEmpty();
        assertThat(health().path("connection").isNull()).isTrue();

        report(state(1, "WAITING", "not-connected", "the host name has no address", "", "1000"));
        assertThat(health().path("state").asString()).isEqualTo("DEGRADED");
        CLOCK.advance(Duration.ofSeconds(61));
        JsonNode away = health();
        assertThat(away.path("state").asString()).isEqualTo("UNHEALTHY");
        assertThat(away.path("reasons").get(0).asString()).isEqualTo("the host name has no address");
        assertThat(away.path("recommendedAction").asString()).contains("socket.url");
        assertThat(away.path("connection").path("state").asString()).isEqualTo("WAITING");

        report(state(1, "CAPTURING", "", "", "", "null"));
        gap("1", "OPEN", "status 500 (expected: 200)", 5, CLOCK.instant().plusSeconds(60));
        assertThat(health().path("state").asString()).isEqualTo("HEALTHY");
        gap("2", "OPEN", "status 500 (expected: 200)", 6, CLOCK.instant().plusSeconds(60));
        assertThat(health().path("state").asString()).isEqualTo("DEGRADED");
        gap("3", "STUCK", "status 500 (expected: 200)", 20, CLOCK.instant().plusSeconds(60));
        JsonNode stuck = health();
        assertThat(stuck.path("state").asString()).isEqualTo("UNHEALTHY");
        assertThat(stuck.path("reasons").toString()).contains("1 gaps are stuck", "a read failed 6 times in a row");
        assertThat(stuck.path("work").path("waitingGaps").asInt()).isEqualTo(2);
    }

    @Test
    void the_report_counts_accounts_connections_queues_and_errors_and_says_what_to_do() {
        Instant later = CLOCK.instant().plusSeconds(60);
        gap("1", "STUCK", "status 404 (expected: 200)", 5, later);
        gap("2", "OPEN", "status 500 (expected: 200)", 1, later);
        report(state(1, "CAPTURING", "", "", "", "null"));

        JsonNode report = report();

        assertThat(report.path("state").asString()).isEqualTo("UNHEALTHY");
        assertThat(report.path("accounts").path("UNHEALTHY").asInt()).isEqualTo(1);
        assertThat(report.path("accounts").path("HEALTHY").asInt()).isZero();
        assertThat(report.path("connections").path("CAPTURING").asInt()).isEqualTo(1);
        assertThat(report.path("queues").path("openGaps").asInt()).isEqualTo(1);
        assertThat(report.path("errors").path("stuckGaps").asInt()).isEqualTo(1);
        assertThat(report.path("errors").path("failingGaps").asInt()).isEqualTo(1);
        assertThat(report.path("recordsPerMinute").path("live").asInt()).isZero();
        assertThat(report.path("alerts").get(0).path("severity").asString()).isEqualTo("CRITICAL");
        assertThat(report.path("alerts").valueStream())
                .allSatisfy(alert ->
                        assertThat(alert.path("recommendedAction").asString()).isNotBlank())
                .anySatisfy(
                        alert -> assertThat(alert.path("message").asString()).contains("status 404 (expected: 200)"));
        assertThat(report.path("unwell").get(0).path("account").asString()).isEqualTo("ann");
    }

    @Test
    void what_mining_took_is_priced_and_a_budget_that_is_used_up_is_told() {
        MiningCostMeter meter = scheduler.bean(MiningCostMeter.class);
        Instant now = CLOCK.instant();
        meter.note(slice(0, 500), MiningWork.POLL, now.minus(Duration.ofDays(1)));
        meter.note(slice(1_000, 100_000_000), MiningWork.GAP, now);
        meter.note(slice(500, 0), MiningWork.GAP, now);
        await().untilAsserted(() -> {
            assertThat(costs("").path("rows").size()).isEqualTo(2);
            // they may have been noted in two rounds
            assertThat(costs("").at("/rows/0/slices").asLong()).isEqualTo(2);
        });

        JsonNode last = costs("&limit=1").path("rows").get(0);
        JsonNode next = costs("&limit=1&after=%s/%s/GAP/%s"
                        .formatted(
                                last.get("day").asString(),
                                source,
                                last.get("account").asString()))
                .path("rows");
        assertThat(next.size()).isEqualTo(1);
        assertThat(next.get(0).get("operation").asString()).isEqualTo("POLL");
        JsonNode row = costs("").path("rows").get(0);
        assertThat(row.path("operation").asString()).isEqualTo("GAP");
        assertThat(row.path("slices").asLong()).isEqualTo(2);
        assertThat(row.path("calls").asLong()).isEqualTo(1_500);
        assertThat(row.path("cost").asDouble()).isCloseTo(5 + 3 + 2 * 0.2e-6, within(1e-9));
        assertThat(report().path("alerts").toString()).doesNotContain("mining has cost");

        meter.note(slice(1_500, 0), MiningWork.AUDIT, now);
        await().untilAsserted(() -> assertThat(report().path("alerts").toString())
                .contains("mining has cost 11.00 USD today (budget 10.00)", "./gapless costs"));
        String today = "&from=" + now.atOffset(ZoneOffset.UTC).toLocalDate();
        assertThat(costs(today).path("rows").size()).isEqualTo(2);
        assertThat(costs(today).path("total").asDouble()).isCloseTo(11, within(1e-3));
        assertThat(costs("&account=bob").path("rows")).isEmpty();
        assertThat(scheduler.get("/v1/costs?from=%2B999999999-12-31").statusCode())
                .isEqualTo(400);
    }

    private MiningProgress slice(int pages, long items) {
        StreamId stream = new StreamId(source, "ann", "comments");
        return new MiningProgress(
                new TaskRef("task", "gap", stream, 1),
                Outcome.ADVANCED,
                null,
                null,
                null,
                pages,
                items,
                CLOCK.instant());
    }

    @Test
    void a_list_of_gaps_is_read_page_by_page_though_gaps_are_filled_meanwhile() {
        for (int number = 0; number < 7; number++) {
            gap(String.valueOf(number), number < 5 ? "OPEN" : "FILLED", "a test", 0, CLOCK.instant());
        }
        List<String> seen = new ArrayList<>();
        JsonNode page = gaps("");
        while (!page.isEmpty()) {
            page.forEach(gap -> seen.add(gap.get("id").asString()));
            JsonNode last = page.get(page.size() - 1);
            scheduler
                    .jdbc()
                    .sql("update gap set state = 'FILLED' where id = :id")
                    .param("id", last.get("id").asString())
                    .update();
            page = gaps("&after=%s/%s/%s"
                    .formatted(
                            last.get("state").asString(),
                            last.get("openedAt").asString(),
                            last.get("id").asString()));
        }
        assertThat(seen)
                .as("none is passed over; what is filled meanwhile comes again among the filled ones")
                .containsSubsequence(
                        source + "0",
                        source + "1",
                        source + "2",
                        source + "3",
                        source + "4",
                        source + "5",
                        source + "6");
        assertThat(scheduler.get("/v1/gaps?after=OPEN/yesterday/x").body())
                .contains("after: 'OPEN/yesterday/x' (expected: state/openedAt/id)");
    }

    private JsonNode gaps(String more) {
        return JsonMapper.shared()
                .readTree(scheduler
                        .get("/v1/gaps?limit=2&source=" + source + more)
                        .body());
    }

    private JsonNode costs(String more) {
        return JsonMapper.shared()
                .readTree(scheduler.get("/v1/costs?source=" + source + more).body());
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
        assertThat(scheduler.get("/v1/accounts/" + source + "/anm/health").body())
                .contains("Did you mean ann?");
        assertThat(scheduler.get("/v1/health-report?source=" + source + "x").statusCode())
                .isEqualTo(404);
    }
}
