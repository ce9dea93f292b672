package dev.gapless.scheduler.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.time.DatabaseClock;
import dev.gapless.scheduler.time.InstantParameters;
import dev.gapless.testing.tenant.TenantAnswer;
import dev.gapless.testing.tenant.TenantCall;
import dev.gapless.testing.tenant.TenantMatrix;
import dev.gapless.testing.tenant.TenantNames;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Two tenants at one scheduler: each sees its own, and nothing of the other. */
final class TenantCalls {

    private static final String OWN = "acme-forum";
    private static final String FOREIGN = "umbrella-forum";
    private static final String FOREIGN_ACCOUNT = "umbrella-account";

    private final RunningScheduler scheduler;

    TenantCalls(RunningScheduler scheduler) {
        this.scheduler = scheduler;
    }

    void check() throws IOException, InterruptedException {
        follow("acme", OWN, "acme-account");
        follow("umbrella", FOREIGN, FOREIGN_ACCOUNT);
        String admin = token(RunningScheduler.ADMIN, "zoe", "acme");
        String other = token(RunningScheduler.ADMIN, "zoe", "umbrella");
        assertThat(scheduler
                        .call("PUT", "/v1/schedules/%s/posts".formatted(FOREIGN), other, interval())
                        .statusCode())
                .isEqualTo(200);
        assertThat(scheduler
                        .call("PUT", "/v1/priorities/%s/posts".formatted(FOREIGN), other, priority())
                        .statusCode())
                .isEqualTo(200);
        open(FOREIGN, FOREIGN_ACCOUNT);
        open(OWN, "acme-account");
        cost(FOREIGN, FOREIGN_ACCOUNT);
        cost(OWN, "acme-account");
        everyEndpoint(admin);
        ownThings(admin);
        sourcesKeepTheirTenant(admin);
        tokens(admin, other);
        header(admin);
        plans(admin, other);
        new TenantStopCalls(scheduler, OWN, FOREIGN, admin, other).check();
    }

    private void everyEndpoint(String admin) throws IOException, InterruptedException {
        String stop = stop();
        Map<String, String> foreignIds = Map.of(
                "gaps",
                gap(FOREIGN),
                "stops",
                stop,
                "control",
                recovery(stop),
                "tokens",
                "zoe@umbrella",
                "flags",
                "live",
                "sources",
                "key-one");
        Map<String, String> unknownIds = Map.of(
                "gaps", "no-such-gap",
                "stops", UUID.randomUUID().toString(),
                "control", UUID.randomUUID().toString(),
                "tokens", "zoe@nobody",
                "flags", "history",
                "sources", "key-two");
        TenantMatrix matrix = new TenantMatrix(
                JsonMapper.shared()
                        .readTree(Files.readString(Path.of("..", "docs", "openapi", "scheduler-service.openapi.json"))),
                new TenantNames("umbrella", FOREIGN, FOREIGN_ACCOUNT, "posts", foreignIds),
                new TenantNames("nobody", "unknown-forum", "unknown-account", "posts", unknownIds),
                List.of("umbrella"));
        assertThat(matrix.operations()).hasSizeGreaterThan(45);
        assertThat(matrix.findings(call -> answer(admin, call))).isEmpty();
    }

    private TenantAnswer answer(String token, TenantCall call) {
        HttpResponse<String> answer = scheduler.call(call.method(), call.path(), token, call.body());
        StringBuilder text = new StringBuilder(answer.body());
        answer.headers().map().forEach((name, values) -> {
            if (!TenantAnswer.VARYING.contains(name.toLowerCase(Locale.ROOT))) {
                text.append('\n').append(name).append(": ").append(values);
            }
        });
        return new TenantAnswer(answer.statusCode(), text.toString());
    }

    private void ownThings(String admin) {
        for (String path : List.of(
                "/v1/sources",
                "/v1/accounts",
                "/v1/gaps",
                "/v1/priorities",
                "/v1/costs",
                "/v1/accounts?source=" + OWN)) {
            assertThat(scheduler.call("GET", path, admin, null).body())
                    .as(path)
                    .contains(OWN)
                    .doesNotContain("forum\",\"account\":\"ann");
        }
        String gap = "/v1/gaps/" + gap(OWN);
        assertThat(scheduler.call("GET", gap, admin, null).statusCode()).isEqualTo(200);
        assertThat(scheduler.call("POST", gap + ":release", admin, null).statusCode())
                .as("its state does not allow it")
                .isEqualTo(409);
        HttpResponse<String> status = scheduler.call("GET", "/v1/sources/%s/status".formatted(OWN), admin, null);
        assertThat(status.statusCode()).isEqualTo(200);
        assertThat(JsonMapper.shared().readTree(status.body()).path("findings"))
                .as("of the installation")
                .isEmpty();
        HttpResponse<String> imported = scheduler.call(
                "POST",
                "/v1/accounts:import",
                admin,
                "{\"source\":\"%s\",\"account\":\"imported\"}\n{\"source\":\"%s\",\"account\":\"imported\"}\n"
                        .formatted(OWN, FOREIGN));
        assertThat(imported.body()).contains("\"followed\":1", "\"refused\":1");
        assertThat(scheduler
                        .call("PUT", "/v1/accounts/%s/second".formatted(OWN), admin, "{}")
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> beyond = scheduler.call("PUT", "/v1/accounts/%s/third".formatted(OWN), admin, "{}");
        assertThat(beyond.statusCode()).as("a fourth account of three").isEqualTo(409);
        assertThat(beyond.body()).contains("quota");
        assertThat(scheduler
                        .call(
                                "POST",
                                "/v1/accounts:import",
                                admin,
                                "{\"source\":\"%s\",\"account\":\"fourth\"}".formatted(OWN))
                        .statusCode())
                .isEqualTo(409);
        assertThat(scheduler
                        .call("PUT", "/v1/accounts/%s/second".formatted(OWN), admin, "{}")
                        .statusCode())
                .as("no account more")
                .isEqualTo(200);
        HttpResponse<String> log = scheduler.call("GET", "/v1/audit-log?limit=10000", admin, null);
        assertThat(log.body()).contains("zoe@acme", "/v1/accounts/%s/third".formatted(OWN));
        assertThat(scheduler.get("/v1/audit-log:verify").body()).contains("\"brokenAt\":null");
    }

    private void sourcesKeepTheirTenant(String admin) {
        assertThat(scheduler
                        .put("/v1/sources/%s?tenant=umbrella".formatted(OWN), "source: " + OWN)
                        .statusCode())
                .isEqualTo(409);
        assertThat(scheduler
                        .put("/v1/sources/%s?tenant=Umbrella".formatted(OWN), "source: " + OWN)
                        .statusCode())
                .isEqualTo(422);
        String changed = "source: %s\nmore: true".formatted(OWN);
        assertThat(scheduler.call("PUT", "/v1/sources/" + OWN, admin, changed).statusCode())
                .isEqualTo(200);
        assertThat(scheduler
                        .call("PUT", "/v1/sources/taken-or-not", admin, "source: taken-or-not")
                        .statusCode())
                .as("names are given by operators of the installation")
                .isEqualTo(404);
        assertThat(scheduler.get("/v1/sources/" + OWN).body()).contains("\"tenant\":\"acme\"");
        assertThat(scheduler.get("/v1/sources/forum").body()).contains("\"tenant\":\"main\"");
    }

    private void tokens(String admin, String other) {
        String made = token(admin, "yan", null);
        assertThat(scheduler.call("GET", "/v1/tokens", admin, null).body())
                .contains("yan@acme", "zoe@acme")
                .doesNotContain("umbrella", "\"ann\"");
        assertThat(scheduler.call("DELETE", "/v1/tokens/yan@acme", other, null).statusCode())
                .isEqualTo(404);
        assertThat(scheduler.call("GET", "/v1/gaps", made, null).statusCode()).isEqualTo(200);
        assertThat(scheduler.call("DELETE", "/v1/tokens/yan@acme", admin, null).statusCode())
                .isEqualTo(204);
        assertThat(scheduler.call("GET", "/v1/gaps", made, null).statusCode()).isEqualTo(401);
    }

    private void header(String admin) {
        assertThat(within("/v1/accounts").body()).contains(OWN).doesNotContain("umbrella");
        assertThat(within("/v1/sources/" + FOREIGN).statusCode()).isEqualTo(404);
        assertThat(within("/v1/storage").statusCode()).isEqualTo(403);
        assertThat(within("/v1/stops").body()).doesNotContain("umbrella");
        assertThat(scheduler
                        .call("GET", "/v1/sources", admin, null, "Gapless-Tenant", "umbrella")
                        .statusCode())
                .isEqualTo(403);
    }

    private void plans(String admin, String other) {
        String foreign = "/v1/accounts/%s/%s".formatted(FOREIGN, FOREIGN_ACCOUNT);
        HttpResponse<String> plan = scheduler.call("DELETE", foreign + "?dryRun=true", other, null);
        assertThat(plan.statusCode()).isEqualTo(200);
        HttpResponse<String> guessed = scheduler.call(
                "DELETE",
                "/v1/accounts/%s/imported".formatted(OWN),
                admin,
                null,
                "If-Match",
                plan.headers().firstValue("ETag").orElseThrow());
        assertThat(guessed.statusCode()).isEqualTo(412);
        assertThat(guessed.body()).contains("is not known any more").doesNotContain("umbrella");
        HttpResponse<String> own =
                scheduler.call("DELETE", "/v1/accounts/%s/imported?dryRun=true".formatted(OWN), admin, null);
        assertThat(scheduler
                        .call(
                                "DELETE",
                                "/v1/accounts/%s/imported".formatted(OWN),
                                admin,
                                null,
                                "If-Match",
                                own.headers().firstValue("ETag").orElseThrow())
                        .statusCode())
                .isEqualTo(204);
    }

    private HttpResponse<String> within(String path) {
        return scheduler.call("GET", path, RunningScheduler.ADMIN, null, "Gapless-Tenant", "acme");
    }

    private void follow(String tenant, String source, String account) {
        assertThat(scheduler
                        .put("/v1/sources/%s?tenant=%s".formatted(source, tenant), "source: " + source)
                        .statusCode())
                .isEqualTo(201);
        assertThat(scheduler
                        .put("/v1/accounts/%s/%s".formatted(source, account), "{}")
                        .statusCode())
                .isEqualTo(201);
    }

    private static String gap(String source) {
        return "gap-of-" + source;
    }

    /** It is due in a year. */
    private void open(String source, String account) {
        scheduler
                .jdbc()
                .sql("""
                        insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state,
                                         near, generation, due_at, opened_at, updated_at)
                        values (:id, :source, :account, 'blocks', 1234567, 1234568, 1, 'GAP_FILL', 'live-gap', 'OPEN',
                                true, 0, :due, :now, :now)
                        """)
                .param("id", gap(source))
                .param("source", source)
                .param("account", account)
                .param("due", InstantParameters.of(now().plus(Duration.ofDays(365))))
                .param("now", InstantParameters.of(now()))
                .update();
    }

    private Instant now() {
        return scheduler.bean(DatabaseClock.class).instant();
    }

    private String stop() {
        String stop = scheduler
                .call(
                        "POST",
                        "/v1/stops",
                        RunningScheduler.ADMIN,
                        "{\"scope\":\"source\",\"source\":\"%s\",\"reason\":\"umbrella leaks\"}".formatted(FOREIGN))
                .body();
        return JsonMapper.shared().readTree(stop).path("id").asString();
    }

    private String recovery(String stop) {
        String run = scheduler
                .call(
                        "POST",
                        "/v1/control:recover",
                        RunningScheduler.ADMIN,
                        "{\"stop\":\"%s\",\"reason\":\"umbrella recovers\"}".formatted(stop))
                .body();
        return JsonMapper.shared().readTree(run).path("id").asString();
    }

    private void cost(String source, String account) {
        scheduler
                .jdbc()
                .sql("""
                        insert into mining_cost (day, source, account, operation, slices, calls, items)
                        values (:day, :source, :account, 'GAP', 1, 1, 1)
                        """)
                .param("day", LocalDate.ofInstant(now(), ZoneOffset.UTC))
                .param("source", source)
                .param("account", account)
                .update();
    }

    private static String interval() {
        return "{\"kind\":\"interval\",\"everySeconds\":3600}";
    }

    private static String priority() {
        return "{\"priorityClass\":\"bulk\"}";
    }

    private String token(String by, String name, @Nullable String tenant) {
        String wanted = tenant == null ? "" : ",\"tenant\":\"%s\"".formatted(tenant);
        String made = scheduler
                .call(
                        "POST",
                        "/v1/tokens",
                        by,
                        "{\"name\":\"%s\",\"role\":\"admin\",\"days\":90%s}".formatted(name, wanted))
                .body();
        return JsonMapper.shared().readTree(made).get("token").asString();
    }
}
