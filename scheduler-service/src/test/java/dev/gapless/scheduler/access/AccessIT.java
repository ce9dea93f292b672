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
        plannedCalls();
        safetyRules();
        drains();
        objectives();
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

    private void plannedCalls() {
        scheduler.put("/v1/sources/forum", "source: forum");
        scheduler.put("/v1/accounts/forum/ann", "{\"credential\":\"secret\"}");
        String path = "/v1/accounts/forum/ann";

        HttpResponse<String> plan = planned("DELETE", path, null);
        assertThat(plan.body())
                .contains("\"call\":\"remove-account\"", "\"streams\":\"all\"", "\"losesCredential\":true")
                .doesNotContain("secret");
        assertThat(scheduler.get(path).statusCode())
                .as("a dry run changes nothing")
                .isEqualTo(200);

        scheduler.put(path, "{\"streams\":[\"posts\"]}");
        HttpResponse<String> changed = under(plan, "DELETE", path, null);
        assertThat(changed.statusCode()).isEqualTo(412);
        assertThat(changed.body())
                .contains("not as it was planned, in revision, streams")
                .contains("{\"effect\":\"streams\",\"planned\":\"all\",\"now\":[\"posts\"]}");
        assertThat(scheduler.get(path).statusCode())
                .as("a refused call changes nothing")
                .isEqualTo(200);

        HttpResponse<String> removal = planned("DELETE", path, null);
        assertThat(removal.headers().firstValue("ETag"))
                .isNotEqualTo(plan.headers().firstValue("ETag"));
        assertThat(under(removal, "DELETE", path, null).statusCode()).isEqualTo(204);
        assertThat(scheduler.get(path).statusCode()).isEqualTo(410);
        assertThat(under(removal, "DELETE", path, null).statusCode()).isEqualTo(404);

        String lines = "{\"source\":\"forum\",\"account\":\"bob\"}\n{\"source\":\"none\",\"account\":\"x\"}\n";
        HttpResponse<String> imported = planned("POST", "/v1/accounts:import", lines);
        assertThat(imported.body()).contains("\"follows\":1", "\"refuses\":1");
        assertThat(scheduler.get("/v1/accounts/forum/bob").statusCode()).isEqualTo(404);
        assertThat(under(imported, "POST", "/v1/accounts:import", lines).statusCode())
                .isEqualTo(200);

        HttpResponse<String> token = planned("DELETE", "/v1/tokens/dan", null);
        assertThat(token.body()).contains("\"revokes\":true", "\"role\":\"OPERATOR\"");
        HttpResponse<String> manifest = planned("PUT", "/v1/sources/forum", "source: forum\nmore: true");
        assertThat(manifest.body()).contains("\"changes\":true");
        assertThat(scheduler.get("/v1/sources/forum").body()).contains("\"revision\":\"");
        assertThat(planned("DELETE", "/v1/sources/nowhere", null).statusCode()).isEqualTo(404);
    }

    private void safetyRules() {
        for (String source : new String[] {"a", "b", "c"}) {
            scheduler.put("/v1/sources/" + source, "source: " + source);
        }
        String generation = generation();
        HttpResponse<String> plan = planned("POST", "/v1/stops", stopOf("a"));
        assertThat(plan.body()).contains("\"stoppedSourcesPercent\":25.0", "\"broken\":false");
        assertThat(generation()).as("nothing is published of a dry run").isEqualTo(generation);
        String id = JsonMapper.shared()
                .readTree(under(plan, "POST", "/v1/stops", stopOf("a")).body())
                .get("id")
                .asString();
        assertThat(status("POST", "/v1/stops", RunningScheduler.ADMIN, stopOf("b")))
                .isEqualTo(202);

        assertThat(planned("POST", "/v1/stops", stopOf("c")).body())
                .contains("\"rule\":\"sources-stopped\"", "\"broken\":true");
        HttpResponse<String> refused = scheduler.call("POST", "/v1/stops", RunningScheduler.ADMIN, stopOf("c"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("sources-stopped: stoppedSourcesPercent is 75.00 (limit 50.00)");
        assertThat(scheduler.get("/v1/stops").body()).doesNotContain("\"source\":\"c\"");

        String path = "/v1/stops?override=";
        assertThat(status("POST", path + "none&overrideReason=x", RunningScheduler.ADMIN, stopOf("c")))
                .isEqualTo(400);
        assertThat(status("POST", path + "sources-stopped", RunningScheduler.ADMIN, stopOf("c")))
                .isEqualTo(400);
        assertThat(status("POST", path + "sources-stopped&overrideReason=drill", RunningScheduler.ADMIN, stopOf("c")))
                .isEqualTo(202);
        assertThat(scheduler.get("/v1/audit-log").body()).contains("override=sources-stopped&overrideReason=drill");

        HttpResponse<String> recovery =
                planned("POST", "/v1/control:recover", "{\"stop\":\"%s\",\"reason\":\"a test\"}".formatted(id));
        assertThat(recovery.body()).contains("\"phases\":[\"transactions\"", "\"leastSeconds\"");
        assertThat(scheduler.get("/v1/control/recoveries").body()).isEqualTo("[]");
        HttpResponse<String> end = planned("DELETE", "/v1/stops/" + id + "?reason=cleared", null);
        assertThat(end.body()).contains("\"ends\":true");
        assertThat(under(end, "DELETE", "/v1/stops/" + id + "?reason=cleared", null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(under(end, "DELETE", "/v1/stops/" + id + "?reason=cleared", null)
                        .statusCode())
                .as("somebody has ended it since")
                .isEqualTo(412);
    }

    private void objectives() {
        String operator = token("olga", "operator");
        String path = "/v1/objective/forum/posts";
        assertThat(status("PUT", path, operator, "{\"target\":0.999,\"withinSeconds\":8}"))
                .isEqualTo(200);
        HttpResponse<String> plan = planned("PUT", path, "{\"target\":0.99,\"withinSeconds\":6}");
        assertThat(plan.body()).contains("\"targetBefore\":0.999", "\"target\":0.99", "\"pollSeconds\":");
        assertThat(status("PUT", path, operator, "{\"target\":1.5,\"withinSeconds\":8}"))
                .isEqualTo(422);
        assertThat(status("PUT", path, operator, "{\"target\":0.999}")).isEqualTo(422);
        assertThat(status("PUT", "/v1/objective/forum/none", operator, "{\"target\":0.9,\"withinSeconds\":8}"))
                .isEqualTo(404);
        assertThat(status("DELETE", path, operator, null)).isEqualTo(204);
    }

    private void drains() {
        String operator = token("dora", "operator");
        String streams = scheduler.get("/v1/priorities").body();
        assertThat(streams).contains("\"priorityClass\":\"NORMAL\"").doesNotContain("CRITICAL");
        String stream =
                JsonMapper.shared().readTree(streams).get(0).get("stream").asString();
        String path = "/v1/priorities/forum/" + stream;
        assertThat(status("PUT", path, operator, "{\"priorityClass\":\"critical\"}"))
                .isEqualTo(200);
        assertThat(status("PUT", path, operator, "{\"priorityClass\":\"urgent\"}"))
                .isEqualTo(422);
        assertThat(status("PUT", "/v1/priorities/forum/none", operator, "{\"priorityClass\":\"bulk\"}"))
                .isEqualTo(404);
        assertThat(scheduler.get("/v1/priorities").body()).contains("\"priorityClass\":\"CRITICAL\"");

        String drain = "{\"classes\":[\"critical\",\"normal\"],\"maxSeconds\":60,\"reason\":\"a backlog\"}";
        HttpResponse<String> plan = planned("POST", "/v1/control:drain", drain);
        assertThat(plan.body()).contains("\"running\":\"none\"", "\"othersForgottenMeanwhile\":0.0");
        assertThat(scheduler.get("/v1/control/drains").body()).isEqualTo("[]");
        HttpResponse<String> begun = under(plan, "POST", "/v1/control:drain", drain);
        assertThat(begun.statusCode()).isEqualTo(202);
        String id = JsonMapper.shared().readTree(begun.body()).get("id").asString();
        assertThat(scheduler.call("POST", "/v1/control:drain", operator, drain).body())
                .as("asked twice is asked once")
                .contains(id);
        assertThat(status("POST", "/v1/control:drain", operator, "{\"reason\":\"another\"}"))
                .isEqualTo(409);
        assertThat(status("POST", "/v1/control:drain", operator, "{}")).isEqualTo(422);
        assertThat(status("POST", "/v1/control:drain", operator, "{\"classes\":[\"bulk\",\"bulk\"],\"reason\":\"x\"}"))
                .isEqualTo(422);

        String one = "/v1/control/drains/" + id;
        assertThat(scheduler.get(one).body()).contains("\"state\":\"RUNNING\"", "\"dueAtStart\":0");
        assertThat(status("POST", one + ":cancel", token("vera", "viewer"), "{\"reason\":\"no\"}"))
                .isEqualTo(403);
        assertThat(status("POST", one + ":cancel", operator, "{\"reason\":\"cleared\"}"))
                .isEqualTo(200);
        assertThat(scheduler
                        .call("POST", one + ":cancel", operator, "{\"reason\":\"again\"}")
                        .body())
                .contains("\"state\":\"CANCELLED\"", "\"reason\":\"cleared\"");
        assertThat(scheduler.get("/v1/control/queues").body())
                .contains("\"topic\":\"gapless.mining-tasks\"", "\"priorityClass\":\"BULK\"");
        assertThat(scheduler.get("/v1/audit-log").body()).contains("/v1/control:drain", one + ":cancel");
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

    private static String stopOf(String source) {
        return "{\"scope\":\"source\",\"source\":\"%s\",\"reason\":\"a test\"}".formatted(source);
    }

    private String generation() {
        return scheduler
                .jdbc()
                .sql("select generation || ' ' || (select count(*) from stop) from control_generation")
                .query(String.class)
                .single();
    }

    private HttpResponse<String> planned(String method, String path, @Nullable String body) {
        String asked = path + (path.contains("?") ? "&" : "?") + "dryRun=true";
        HttpResponse<String> plan = scheduler.call(method, asked, RunningScheduler.ADMIN, body);
        if (plan.statusCode() == 200) {
            assertThat(plan.headers().firstValue("Content-Type")).contains("application/vnd.gapless.plan+json");
        }
        return plan;
    }

    private HttpResponse<String> under(HttpResponse<String> plan, String method, String path, @Nullable String body) {
        String tag = plan.headers().firstValue("ETag").orElseThrow();
        return scheduler.call(method, path, RunningScheduler.ADMIN, body, "If-Match", tag);
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
