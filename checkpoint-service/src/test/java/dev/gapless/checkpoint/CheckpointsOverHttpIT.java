package dev.gapless.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Checkpoints, operations, leases and progress as the other services meet them. Each test has an account of its own.
 */
class CheckpointsOverHttpIT extends WithService {

    @Test
    void a_checkpoint_is_begun_moved_and_finished_by_one_at_a_time() throws Exception {
        String whose =
                "\"checkpoint\":{\"source\":\"forum\",\"account\":\"ira\",\"stream\":\"posts\",\"processor\":\"miner\"}";
        JsonNode begun = body(service()
                .postJson("/internal/v1/checkpoints:begin", "{" + whose + ",\"owner\":\"first\",\"seconds\":60}"));
        HttpResponse<byte[]> second = service()
                .postJson("/internal/v1/checkpoints:begin", "{" + whose + ",\"owner\":\"second\",\"seconds\":60}");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(body(second).get("holder").asString()).isEqualTo("first");
        assertThat(body(second).get("expiresAt").asString())
                .isEqualTo(begun.at("/lease/expiresAt").asString());

        String step = "{" + whose + ",\"token\":" + begun.at("/lease/token").asLong()
                + ",\"expectedVersion\":%d,\"expectedSchemaVersion\":3,\"schemaVersion\":%d,\"state\":{\"page\":1},"
                + "\"processed\":[{\"from\":5,\"to\":9}],\"items\":4,\"completed\":true}";
        assertThat(body(service().postJson("/internal/v1/checkpoints:move", step.formatted(1, 3)))
                        .get("version")
                        .asLong())
                .isEqualTo(2);
        HttpResponse<byte[]> stale = service().postJson("/internal/v1/checkpoints:move", step.formatted(1, 3));
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(body(stale).get("rule").asString()).isEqualTo("compare-and-set");
        assertThat(body(stale).get("remedy").asString()).isNotBlank();
        assertThat(service()
                        .postJson("/internal/v1/checkpoints:move", step.formatted(2, 4))
                        .statusCode())
                .isEqualTo(422);
        assertThat(service()
                        .postJson("/internal/v1/checkpoints:finish", step.formatted(2, 3))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> late = service().postJson("/internal/v1/checkpoints:move", step.formatted(3, 3));
        assertThat(body(late).get("rule").asString()).isEqualTo("fencing-token");

        JsonNode shown = json(
                service().get("/v1/checkpoints/forum/ira/posts?processor=miner").body());
        assertThat(shown.get("granularity").asString()).isEqualTo("STREAM");
        assertThat(shown.get("done").asLong()).isEqualTo(8);
        assertThat(shown.get("processed").toString()).isEqualTo("[[5,9]]");
        assertThat(shown.get("durationSeconds").asDouble()).isPositive();
        assertThat(json(service().get("/v1/checkpoints/forum/ira").body())).hasSize(1);
        assertThat(service().postJson("/internal/v1/checkpoints:begin", "{}").statusCode())
                .isEqualTo(400);
        assertThat(service().get("/v1/checkpoints/forum/ira?processor=none").statusCode())
                .isEqualTo(200);
        assertProblem(
                service().get("/v1/checkpoints/forum/ira/posts?processor=none"), 404, "checkpoint none@forum/ira");
    }

    @Test
    void an_operation_is_claimed_watched_paused_resumed_and_cancelled_and_the_second_is_told_who_has_it()
            throws Exception {
        String start = "{\"kind\":\"REPLAY\",\"target\":\"%s\",\"parameters\":\"{}\",\"requestedBy\":\"kit\"}";
        JsonNode begun = body(service().postJson("/internal/v1/operations:start", start.formatted("forum/kit")));
        String id = begun.get("id").asString();
        JsonNode claimed = body(service().postJson("/internal/v1/operations:claim", claim("first")));
        assertThat(claimed.get("id").asString()).isEqualTo(id);
        assertThat(service()
                        .postJson("/internal/v1/operations:claim", claim("second"))
                        .statusCode())
                .isEqualTo(204);

        HttpResponse<byte[]> second = service().postJson("/internal/v1/operations:start", start.formatted("forum"));
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(body(second).get("operation").asString()).isEqualTo(id);
        assertThat(body(second).get("owner").asString()).isEqualTo("first");
        assertThat(body(second).get("requestedBy").asString()).isEqualTo("kit");
        assertThat(body(second).get("detail").asString()).contains("owner: first");
        assertThat(body(second).get("remedy").asString()).contains(id);

        String path = "/v1/operations/" + id;
        assertThat(advance(claimed, "first page", 3)).isEqualTo("\"RUNNING\"");
        JsonNode shown = json(service().get(path).body());
        assertThat(shown.get("state").asString()).isEqualTo("RUNNING");
        assertThat(shown.get("done").asInt()).isEqualTo(3);
        assertThat(shown.get("total").asInt()).isEqualTo(9);
        assertThat(service().postJson(path + ":pause", "").statusCode()).isEqualTo(200);
        assertThat(advance(claimed, "second page", 6)).isEqualTo("\"PAUSED\"");
        assertThat(service()
                        .postJson("/internal/v1/operations:end", end(claimed, "RELEASED"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(service()
                        .postJson("/internal/v1/operations:claim", claim("second"))
                        .statusCode())
                .isEqualTo(204);

        assertThat(service().postJson(path + ":resume", "").statusCode()).isEqualTo(200);
        JsonNode again = body(service().postJson("/internal/v1/operations:claim", claim("second")));
        assertThat(again.at("/progress/resumeState").asString()).isEqualTo("second page");
        assertThat(again.at("/lease/token").asLong())
                .isGreaterThan(claimed.at("/lease/token").asLong());
        assertThat(service()
                        .postJson("/internal/v1/operations:end", end(claimed, "COMPLETED"))
                        .statusCode())
                .as("by the first")
                .isEqualTo(409);
        assertThat(service().postJson(path + ":cancel", "").statusCode()).isEqualTo(200);
        assertThat(service()
                        .postJson("/internal/v1/operations:start", start.formatted("forum"))
                        .statusCode())
                .as("while the last portion is under way")
                .isEqualTo(409);
        service().postJson("/internal/v1/operations:end", end(again, "RELEASED"));
        assertThat(service().postJson(path + ":resume", "").statusCode()).isEqualTo(409);
        assertThat(json(service()
                        .get("/v1/operations?kind=REPLAY&state=CANCELLED")
                        .body()))
                .hasSize(1);
        assertProblem(service().get("/v1/operations/none"), 404, "operation: none");
        assertThat(service().get("/actuator/prometheus").body()).contains("gapless_operations_orphaned");

        JsonNode found = body(service().postJson("/v1/recovery:analyse", ""));
        assertThat(found.get("gapsKnown").asBoolean()).as("no scheduler here").isFalse();
        assertThat(service().postJson("/v1/recovery:run", "").statusCode()).isEqualTo(503);
    }

    private String advance(JsonNode claimed, String resumeState, long done) throws Exception {
        return body(service()
                        .postJson(
                                "/internal/v1/operations:advance",
                                "{\"id\":\"%s\",\"token\":%d,\"leaseMillis\":60000,\"progress\":{\"resumeState\":\"%s\",\"done\":%d,\"total\":9}}"
                                        .formatted(
                                                claimed.get("id").asString(),
                                                claimed.at("/lease/token").asLong(),
                                                resumeState,
                                                done)))
                .toString();
    }

    private static String claim(String owner) {
        return "{\"kind\":\"REPLAY\",\"owner\":\"%s\",\"leaseMillis\":60000}".formatted(owner);
    }

    private static String end(JsonNode claimed, String result) {
        return "{\"id\":\"%s\",\"token\":%d,\"outcome\":{\"result\":\"%s\",\"text\":null}}"
                .formatted(
                        claimed.get("id").asString(), claimed.at("/lease/token").asLong(), result);
    }

    @Test
    void a_lease_is_had_renewed_and_given_back() throws Exception {
        String ask = "{\"resource\":\"report/daily\",\"owner\":\"%s\",\"seconds\":60}";
        JsonNode lease = body(service().postJson("/internal/v1/leases:acquire", ask.formatted("first")));
        HttpResponse<byte[]> held = service().postJson("/internal/v1/leases:acquire", ask.formatted("second"));
        assertThat(held.statusCode()).isEqualTo(409);
        assertThat(body(held).get("holder").asString()).isEqualTo("first");
        assertThat(service().get("/v1/leases").body()).contains("report/daily");
        String mine =
                "{\"resource\":\"report/daily\",\"token\":" + lease.get("token").asLong() + ",\"seconds\":60}";
        assertThat(service().postJson("/internal/v1/leases:renew", mine).statusCode())
                .isEqualTo(200);
        assertThat(service().postJson("/internal/v1/leases:release", mine).statusCode())
                .isEqualTo(204);
        assertThat(service().postJson("/internal/v1/leases:release", mine).statusCode())
                .isEqualTo(409);
        assertThat(service()
                        .postJson("/internal/v1/leases:acquire", "{\"resource\":\"r\",\"owner\":\"o\",\"seconds\":0}")
                        .statusCode())
                .isEqualTo(422);
    }
}
