package dev.gapless.scheduler.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.scheduler.RunningScheduler;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What tenants steer of their own sources: stops, recoveries, flags; and what they read of their state. */
final class TenantStopCalls {

    private static final String REASON = "{\"reason\":\"a drill\"}";

    private final RunningScheduler scheduler;
    private final String own;
    private final String foreign;
    private final String admin;
    private final String other;

    /**
     * Two tenants.
     *
     * @param own source of the first tenant
     * @param foreign source of the other one
     * @param admin token of the first tenant
     * @param other token of the other tenant
     */
    TenantStopCalls(RunningScheduler scheduler, String own, String foreign, String admin, String other) {
        this.scheduler = scheduler;
        this.own = own;
        this.foreign = foreign;
        this.admin = admin;
        this.other = other;
    }

    void check() {
        onlyOwnSourcesAreStopped();
        String mine = id(stop(admin, own));
        assertThat(id(stop(admin, own))).as("asked twice").isEqualTo(mine);
        String installations = id(stop(RunningScheduler.ADMIN, own));
        assertThat(installations).as("another one").isNotEqualTo(mine);
        stopsAreSeen(mine, installations);
        recoveries(mine);
        ends(mine, installations);
        flags();
        states();
    }

    private void onlyOwnSourcesAreStopped() {
        for (String scope : new String[] {"all", "mining", "capture"}) {
            HttpResponse<String> refused =
                    call(admin, "POST", "/v1/stops", "{\"scope\":\"%s\",\"reason\":\"a drill\"}".formatted(scope));
            assertThat(refused.statusCode()).as(scope).isEqualTo(422);
            assertThat(refused.body()).contains("expected: source, account or stream");
        }
        HttpResponse<String> foreigners = stop(admin, foreign);
        HttpResponse<String> nobodys = stop(admin, "nobodys-forum");
        assertThat(foreigners.statusCode()).isEqualTo(404);
        assertThat(foreigners.body().replace(foreign, "nobodys-forum")).isEqualTo(nobodys.body());
        HttpResponse<String> part = call(admin, "POST", "/v1/stops?dryRun=true", """
                {"scope":"stream","source":"%s","account":"acme-account","stream":"posts","reason":"a drill"}
                """.formatted(own));
        assertThat(part.statusCode()).isEqualTo(200);
        assertThat(part.body()).doesNotContain("stoppedSourcesPercent");
    }

    private void stopsAreSeen(String mine, String installations) {
        assertThat(call(admin, "GET", "/v1/stops", null).body())
                .contains(mine, installations, "\"by\":\"zoe@acme\"")
                .doesNotContain(foreign, "umbrella leaks");
        assertThat(call(other, "GET", "/v1/stops?ended=true", null).body())
                .contains("umbrella leaks")
                .doesNotContain(mine, installations);
        assertThat(call(admin, "GET", "/v1/stops/" + installations, null).statusCode())
                .isEqualTo(200);
        assertThat(call(other, "GET", "/v1/stops/" + mine, null).statusCode()).isEqualTo(404);
        assertThat(call(other, "DELETE", "/v1/stops/%s?reason=drill".formatted(mine), null)
                        .statusCode())
                .isEqualTo(404);
    }

    private void recoveries(String mine) {
        HttpResponse<String> begun = call(admin, "POST", "/v1/control:recover", REASON);
        assertThat(begun.statusCode()).as("the one that it may end").isEqualTo(202);
        assertThat(JsonMapper.shared().readTree(begun.body()).path("stop").asString())
                .isEqualTo(mine);
        String run = "/v1/control/recoveries/" + id(begun);
        assertThat(call(admin, "GET", "/v1/control/recoveries", null).body()).contains(id(begun));
        assertThat(call(other, "GET", "/v1/control/recoveries", null).body()).doesNotContain(id(begun));
        assertThat(call(other, "GET", run, null).statusCode()).isEqualTo(404);
        assertThat(call(other, "POST", run + ":pause", REASON).statusCode()).isEqualTo(404);
        assertThat(call(admin, "POST", run + ":pause", REASON).statusCode()).isEqualTo(200);
        assertThat(call(admin, "POST", run + ":abort", REASON).statusCode()).isEqualTo(200);
        assertThat(call(
                                other,
                                "POST",
                                "/v1/control:recover",
                                "{\"stop\":\"%s\",\"reason\":\"a drill\"}".formatted(mine))
                        .statusCode())
                .isEqualTo(409);
    }

    private void ends(String mine, String installations) {
        HttpResponse<String> held = call(admin, "DELETE", "/v1/stops/%s?reason=drill".formatted(installations), null);
        assertThat(held.statusCode()).as("of the installation").isEqualTo(409);
        HttpResponse<String> ended = call(admin, "DELETE", "/v1/stops/%s?reason=drill".formatted(mine), null);
        assertThat(ended.statusCode()).isEqualTo(200);
        assertThat(ended.body()).contains("\"state\":\"ENDED\"");
        assertThat(call(admin, "GET", "/v1/stops", null).body())
                .contains(installations)
                .doesNotContain(mine);
        assertThat(call(RunningScheduler.ADMIN, "DELETE", "/v1/stops/%s?reason=drill".formatted(installations), null)
                        .statusCode())
                .isEqualTo(200);
    }

    private void flags() {
        assertThat(call(admin, "PUT", "/v1/flags/%s/live?percent=100&reason=drill".formatted(own), null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(call(other, "PUT", "/v1/flags/%s/live?percent=100&reason=umbrella".formatted(foreign), null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(call(admin, "GET", "/v1/flags", null).body()).contains(own).doesNotContain("umbrella");
        assertThat(call(admin, "DELETE", "/v1/flags/%s/live".formatted(foreign), null)
                        .statusCode())
                .isEqualTo(404);
    }

    private void states() {
        HttpResponse<String> status = call(admin, "GET", "/v1/status", null);
        JsonNode view = JsonMapper.shared().readTree(status.body());
        assertThat(view.path("findings")).as("of the installation").isEmpty();
        assertThat(view.path("sources").size()).isEqualTo(1);
        assertThat(status.body()).contains(own).doesNotContain("umbrella");
        HttpResponse<String> report = call(admin, "GET", "/v1/health-report?source=" + own, null);
        assertThat(report.statusCode()).isEqualTo(200);
        assertThat(report.body()).contains("\"recordsPerMinute\":null", "\"records\":null");
        assertThat(call(admin, "GET", "/v1/health-report", null).statusCode()).isEqualTo(404);
        assertThat(scheduler.get("/v1/health-report").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> stop(String token, String source) {
        return call(
                token,
                "POST",
                // so many of the few sources are not stopped one by one otherwise
                "/v1/stops?override=sources-stopped&overrideReason=drill",
                "{\"scope\":\"source\",\"source\":\"%s\",\"reason\":\"a drill\"}".formatted(source));
    }

    private HttpResponse<String> call(String token, String method, String path, @Nullable String body) {
        return scheduler.call(method, path, token, body);
    }

    private static String id(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body()).path("id").asString();
    }
}
