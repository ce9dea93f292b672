package dev.gapless.scheduler.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.scheduler.RunningScheduler;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Calls as they were planned, safety rules, drains and objectives: what an operator changes with a look before. */
final class PlannedAccessCalls {

    private final RunningScheduler scheduler;

    PlannedAccessCalls(RunningScheduler scheduler) {
        this.scheduler = scheduler;
    }

    void check() {
        plannedCalls();
        safetyRules();
        drains();
        objectives();
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
