package dev.gapless.scheduler.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.fuzz.FuzzReport;
import dev.gapless.testing.fuzz.FuzzRun;
import dev.gapless.testing.fuzz.RequestFuzzer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Roles over HTTP, and what the audit log holds of it, as it was written and after it was changed. */
class AccessIT {

    private static final String STOP = "{\"scope\":\"all\",\"reason\":\"a test\"}";

    private static final int RANDOM_REQUESTS = 160;

    @TempDir
    private Path directory;

    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeCoverageService checkpoint = new FakeCoverageService();
    private RunningScheduler scheduler;

    @BeforeEach
    void start() {
        scheduler = RunningScheduler.start(
                SchedulerTables.fresh(),
                clock,
                checkpoint.url(),
                directory,
                "--gapless.access.tenants.acme.accounts=3");
    }

    @AfterEach
    void stop() {
        scheduler.close();
        checkpoint.close();
    }

    @Test
    void a_role_may_do_what_its_rules_say_and_each_changing_call_is_in_the_audit_log()
            throws IOException, InterruptedException {
        callsWithAKey();
        new PlannedAccessCalls(scheduler).check();
        databaseProblems();
        documents();
        rolesAndTheirEnd();
        auditLog();
        randomRequests();
        new TenantCalls(scheduler).check();
    }

    private void callsWithAKey() {
        String operator = token("dan", "operator");
        HttpResponse<String> first = stop(operator, "key-1", STOP);
        assertThat(first.statusCode()).isEqualTo(202);
        HttpResponse<String> again = stop(operator, "key-1", STOP);
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        HttpResponse<String> other = stop(operator, "key-1", STOP.replace("a test", "another"));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("used for another call", "remedy");
        assertThat(stop(operator, "key-2", "{}").statusCode()).isEqualTo(422);
        assertThat(stop(operator, "key-2", "null").statusCode()).isEqualTo(400);
        assertThat(stop(operator, "key-2", STOP).statusCode())
                .as("what was refused was not carried out")
                .isEqualTo(202);
        assertThat(stop(RunningScheduler.ADMIN, "key-1", STOP).headers().firstValue("Idempotency-Replayed"))
                .as("of another caller")
                .isEmpty();
        assertThat(calls()).isEqualTo(3);

        scheduler
                .jdbc()
                .sql("update idempotent_call set began_at = began_at - interval '25 hours'")
                .update();
        assertThat(stop(operator, "key-1", STOP).headers().firstValue("Idempotency-Replayed"))
                .as("after a day")
                .isEmpty();
        assertThat(calls()).as("those of yesterday are gone").isEqualTo(1);
    }

    private HttpResponse<String> stop(String token, String key, String body) {
        return scheduler.call("POST", "/v1/stops", token, body, "Idempotency-Key", key);
    }

    private long calls() {
        return scheduler
                .jdbc()
                .sql("select count(*) from idempotent_call")
                .query(Long.class)
                .single();
    }

    /** As a browser asks for them. */
    private void documents() throws IOException {
        assertThat(status("GET", "/api-docs/index.html", null, null)).isEqualTo(401);
        HttpResponse<String> foreign = withPassword("/api-docs/index.html", "gapless_guessed");
        assertThat(foreign.statusCode()).isEqualTo(401);
        assertThat(foreign.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic realm="));

        String viewer = token("ursula", "viewer");
        HttpResponse<String> page = withPassword("/api-docs/index.html", viewer);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'", "script-src 'self'"));
        for (String part : List.of("page.js", "ui/swagger-ui.css", "ui/swagger-ui-bundle.js")) {
            assertThat(withPassword("/api-docs/" + part, viewer).statusCode())
                    .as(part)
                    .isEqualTo(200);
        }
        String name = "checkpoint-service.openapi.json";
        assertThat(withPassword("/api-docs/" + name, viewer).body())
                .isEqualTo(Files.readString(Path.of("..", "docs", "openapi", name)));
        assertThat(withPassword("/v1/stops", viewer).statusCode())
                .as("the interfaces take tokens only")
                .isEqualTo(401);

        scheduler.jdbc().sql("alter table api_token rename to api_token_away").update();
        HttpResponse<String> away = withPassword("/api-docs/index.html", viewer);
        scheduler.jdbc().sql("alter table api_token_away rename to api_token").update();
        assertThat(away.statusCode()).as("no wrong password").isEqualTo(503);
    }

    private HttpResponse<String> withPassword(String path, String password) {
        String shown = Base64.getEncoder().encodeToString(("any:" + password).getBytes(StandardCharsets.UTF_8));
        return scheduler.call("GET", path, null, null, "Authorization", "Basic " + shown);
    }

    private void databaseProblems() {
        HttpResponse<String> value = scheduler.call(
                "POST",
                "/v1/stops",
                RunningScheduler.ADMIN,
                "{\"scope\":\"account\",\"source\":\"forum\",\"account\":\"ann\",\"reason\":\"a\\u0000b\"}");
        assertThat(value.statusCode()).isEqualTo(422);
        assertThat(value.body())
                .contains("the database cannot hold", "\"remedy\"")
                .doesNotContain("Exception");
        assertThat(scheduler.get("/v1/stops").body()).doesNotContain("\"account\":\"ann\"");

        scheduler
                .jdbc()
                .sql("alter table mining_cost rename to mining_cost_away")
                .update();
        HttpResponse<String> away = scheduler.get("/v1/costs");
        scheduler
                .jdbc()
                .sql("alter table mining_cost_away rename to mining_cost")
                .update();
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).contains("1");
        assertThat(away.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(away.body())
                .contains("the database did not carry this out", "\"remedy\"")
                .doesNotContain("mining_cost", "Exception", "select");
        assertThat(scheduler.get("/v1/costs").statusCode()).isEqualTo(200);
    }

    /** A sample of what {@code ./gapless fuzz} sends to all services. */
    private void randomRequests() throws IOException, InterruptedException {
        JsonNode document = JsonMapper.shared()
                .readTree(Files.readString(Path.of("..", "docs", "openapi", "scheduler-service.openapi.json")));
        RequestFuzzer fuzzer =
                new RequestFuzzer(document, List.of("forum", "bob", "posts", "a", "b"), new SplittableRandom(1));
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            FuzzReport report =
                    new FuzzRun(http, scheduler.url(), RunningScheduler.SERVICE).run(fuzzer, RANDOM_REQUESTS);
            assertThat(report.findings()).isEmpty();
            assertThat(report.operations()).isGreaterThan(30);
            assertThat(report.statuses()).containsKeys(200, 400, 404, 422);
        }
    }

    private void rolesAndTheirEnd() {
        String viewer = token("ann", "viewer");
        String operator = token("bob", "operator");
        String admin = token("eve", "admin");
        for (String anybody : new String[] {viewer, operator, admin}) {
            assertThat(status("GET", "/v1/stops", anybody, null)).isEqualTo(200);
            assertThat(status("POST", "/internal/v1/stop-receipts", anybody, "{}"))
                    .isEqualTo(403);
        }
        assertThat(status("POST", "/v1/stops", viewer, STOP)).isEqualTo(403);
        assertThat(status("POST", "/v1/stops", operator, STOP)).isEqualTo(202);
        assertThat(status("PUT", "/v1/accounts/none/ann", operator, "{}")).isEqualTo(403);
        assertThat(status("PUT", "/v1/accounts/none/ann", admin, "{}")).isEqualTo(404);
        assertThat(status("GET", "/v1/audit-log", operator, null)).isEqualTo(403);
        assertThat(status("GET", "/v1/tokens", viewer, null)).isEqualTo(403);
        assertThat(status("GET", "/v1/stops", "gapless_guessed", null)).isEqualTo(401);
        assertThat(status("GET", "/v1/stops", null, null)).isEqualTo(401);

        assertThat(scheduler
                        .jdbc()
                        .sql("select digest from api_token")
                        .query(String.class)
                        .list())
                .doesNotContain(viewer, operator, admin);
        assertThat(scheduler.get("/v1/tokens").body()).doesNotContain(viewer, operator, admin);
        assertThat(status("DELETE", "/v1/tokens/ann", admin, null)).isEqualTo(204);
        assertThat(status("GET", "/v1/stops", viewer, null)).isEqualTo(401);
        clock.advance(Duration.ofDays(91));
        assertThat(status("GET", "/v1/stops", operator, null)).isEqualTo(401);
    }

    private void auditLog() {
        assertThat(status(
                        "POST",
                        "/internal/v1/audit-log/heads",
                        RunningScheduler.SERVICE,
                        "{\"seq\":2,\"signed\":\"one\"}"))
                .isEqualTo(204);
        assertThat(status(
                        "POST",
                        "/internal/v1/audit-log/heads",
                        RunningScheduler.SERVICE,
                        "{\"seq\":2,\"signed\":\"other\"}"))
                .isEqualTo(204);
        assertThat(scheduler.get("/v1/audit-log/heads").body())
                .as("the first signature of a head stays")
                .contains("\"signed\":\"one\"")
                .doesNotContain("other");
        assertThat(scheduler.get("/v1/audit-log?limit=1000").body())
                .contains("\"caller\":\"bob\"", "\"path\":\"/v1/stops\"", "\"status\":202")
                .doesNotContain("gapless_");
        assertThat(verdict()).contains("\"brokenAt\":null");
        assertThat(status("GET", "/v1/audit-log:verify?seq=1&digest=other", RunningScheduler.ADMIN, null))
                .isEqualTo(200);

        broken("update audit_log set caller = 'nobody' where seq = 3", 3);
        broken("delete from audit_log where seq = 2", 2);
        long last = scheduler
                .jdbc()
                .sql("select seq from audit_log_head")
                .query(Long.class)
                .single();
        broken("delete from audit_log where seq = " + last, last);
    }

    /** A user with the owner's rights does it, and takes it back for the next attempt. */
    private void broken(String statement, long where) {
        scheduler.jdbc().sql("create table kept as select * from audit_log").update();
        trigger("disable");
        scheduler.jdbc().sql(statement).update();
        assertThat(verdict()).contains("\"brokenAt\":" + where);
        scheduler.jdbc().sql("delete from audit_log").update();
        scheduler.jdbc().sql("insert into audit_log select * from kept").update();
        trigger("enable");
        scheduler.jdbc().sql("drop table kept").update();
        assertThat(verdict()).contains("\"brokenAt\":null");
    }

    private void trigger(String state) {
        scheduler.jdbc().sql("alter table audit_log " + state + " trigger user").update();
    }

    private String verdict() {
        return scheduler.get("/v1/audit-log:verify").body();
    }

    private String token(String name, String role) {
        String made = scheduler
                .call(
                        "POST",
                        "/v1/tokens",
                        RunningScheduler.ADMIN,
                        "{\"name\":\"%s\",\"role\":\"%s\",\"days\":90}".formatted(name, role))
                .body();
        return JsonMapper.shared().readTree(made).get("token").asString();
    }

    private int status(String method, String path, @Nullable String token, @Nullable String body) {
        return scheduler.call(method, path, token, body).statusCode();
    }
}
