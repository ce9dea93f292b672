package dev.gapless.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder;
import dev.gapless.common.position.StreamId;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Checkpoints of walks, and operations, as the other services meet them. */
class CheckpointsOverHttpIT extends WithService {

    private static final String WALK =
            "{\"stream\":{\"source\":\"forum\",\"account\":\"ira\",\"stream\":\"posts\"},\"gapId\":\"gap-7\",\"epoch\":%d";

    private HttpResponse<byte[]> claim(long epoch) throws Exception {
        return service().postJson("/internal/v1/walk-checkpoints:claim", WALK.formatted(epoch) + "}");
    }

    private HttpResponse<byte[]> move(long epoch, long version, int schema, String state) throws Exception {
        return service()
                .postJson(
                        "/internal/v1/walk-checkpoints:move",
                        WALK.formatted(epoch)
                                + ",\"expectedVersion\":%d,\"schemaVersion\":%d,\"state\":%s}"
                                        .formatted(version, schema, state));
    }

    @Test
    void a_walks_checkpoint_is_moved_by_the_miner_of_the_last_dispatch_alone() throws Exception {
        assertThat(body(claim(5)).get("version").asLong()).isEqualTo(1);
        assertThat(body(move(5, 1, 2, "\"page 1\"")).get("version").asLong()).isEqualTo(2);
        // a second miner of the same dispatch, or the same message twice
        assertThat(move(5, 1, 2, "\"page 1 again\"").statusCode()).isEqualTo(409);

        JsonNode taken = body(claim(6));
        assertThat(taken.get("version").asLong()).isEqualTo(3);
        assertThat(taken.get("schemaVersion").asInt()).isEqualTo(2);
        assertThat(taken.get("state").asString()).isEqualTo("page 1");
        // the miner of the old lease wakes
        HttpResponse<byte[]> late = move(5, 2, 2, "\"page 2\"");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(body(late).get("remedy").asString()).startsWith("stop");
        assertThat(claim(5).statusCode()).isEqualTo(409);
        // the same version number under the old epoch
        assertThat(move(5, 3, 2, "\"page 2\"").statusCode()).isEqualTo(409);

        assertThat(body(move(6, 3, 3, "\"of a later release\"")).get("version").asLong())
                .isEqualTo(4);
        assertThat(move(6, 4, 2, "\"of an earlier one\"").statusCode()).isEqualTo(409);
        assertThat(body(move(6, 4, 3, "null")).get("version").asLong()).isEqualTo(5);
        assertThat(body(claim(7)).get("state").isNull()).isTrue();
        assertThat(claim(6).statusCode()).isEqualTo(409);
    }

    @Test
    void a_walks_checkpoint_that_is_not_what_was_stored_is_left_out() throws Exception {
        String whose = WALK.replace("gap-7", "gap-8");
        service().postJson("/internal/v1/walk-checkpoints:claim", whose.formatted(1) + "}");
        service()
                .postJson(
                        "/internal/v1/walk-checkpoints:move",
                        whose.formatted(1) + ",\"expectedVersion\":1,\"schemaVersion\":2,\"state\":\"page 1\"}");
        service().jdbc().update("update walk_checkpoint set state = 'page 2' where gap = 'gap-8'");

        JsonNode claimed = body(service().postJson("/internal/v1/walk-checkpoints:claim", whose.formatted(2) + "}"));

        assertThat(claimed.get("state").isNull()).isTrue();
        assertThat(claimed.get("schemaVersion").asInt()).isZero();
    }

    @Test
    void the_checkpoint_of_a_stream_and_of_an_account_is_a_view_over_coverage_and_walks() throws Exception {
        StreamId stream = StreamId.parse("forum/vera/posts");
        // mined [100,200) and [300,400), all aspects; the live path has claimed no further
        for (int n = 0; n < 2; n++) {
            service()
                    .report(
                            stream.key(),
                            CoverageReportBuilder.mined(
                                            "vera-" + n, 100 + 200L * n, 200 + 200L * n, CoverageReportBuilder.ALL)
                                    .of(stream)
                                    .report()
                                    .toBytes());
        }
        String path = "/v1/checkpoints/forum/vera";
        await().until(() -> json(service().get(path + "/posts").body())
                        .at("/positions/claimedTo")
                        .asLong()
                == 400);
        claimFor(stream);

        JsonNode one = json(service().get(path + "/posts").body());
        assertThat(one.at("/positions/from").asLong()).isEqualTo(100);
        assertThat(one.at("/positions/wholeTo/CREATIONS").asLong()).isEqualTo(200);
        assertThat(one.at("/positions/heldTo").asLong()).isEqualTo(400);
        assertThat(one.get("gapsKnown").asBoolean()).as("no scheduler here").isFalse();
        assertThat(one.at("/walks/0/gap").asString()).isEqualTo("gap-v");
        assertThat(one.at("/lastEvidence/from").asLong()).isEqualTo(300);
        assertThat(one.get("updatedAt").asString()).isNotBlank();

        JsonNode account = json(service().get(path).body());
        assertThat(account.get("streams")).hasSize(1);
        assertThat(account.get("openGaps").isNull()).isTrue();
        assertThat(account.get("updatedAt")).isEqualTo(one.get("updatedAt"));
        assertThat(json(service().get("/v1/checkpoints/forum/nobody").body()).get("streams"))
                .isEmpty();
        assertProblem(service().get("/v1/checkpoints/forum/vera/No!"), 400, "stream: 'No!'");
    }

    private void claimFor(StreamId stream) throws Exception {
        String whose =
                "{\"stream\":{\"source\":\"forum\",\"account\":\"vera\",\"stream\":\"%s\"},\"gapId\":\"gap-v\",\"epoch\":1"
                        .formatted(stream.stream());
        service().postJson("/internal/v1/walk-checkpoints:claim", whose + "}");
        service()
                .postJson(
                        "/internal/v1/walk-checkpoints:move",
                        whose + ",\"expectedVersion\":1,\"schemaVersion\":2,\"state\":\"page 1\"}");
    }

    @Test
    void an_operation_is_claimed_watched_paused_resumed_and_cancelled_and_the_second_is_told_who_has_it()
            throws Exception {
        String start = "{\"kind\":\"REPLAY\",\"target\":\"%s\",\"parameters\":\"{}\",\"requestedBy\":\"kit\"}";
        String[] key = {"Idempotency-Key", "key-1"};
        JsonNode begun = body(service().postJson("/internal/v1/operations:start", start.formatted("forum/kit"), key));
        assertThat(body(service().postJson("/internal/v1/operations:start", start.formatted("forum/kit"), key)))
                .as("the same call with the same key")
                .isEqualTo(begun);
        assertThat(service()
                        .postJson("/internal/v1/operations:start", start.formatted("forum"), key)
                        .statusCode())
                .isEqualTo(422);
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
        JsonNode latest = json(service().get("/v1/operations?limit=1").body()).get(0);
        String after = "%s/%s"
                .formatted(latest.get("createdAt").asString(), latest.get("id").asString());
        assertThat(service().get("/v1/operations?limit=1000&after=" + after).body())
                .doesNotContain(latest.get("id").asString());
        assertThat(json(service()
                        .get("/v1/operations?limit=1000&after=9000-01-01T00:00:00Z/" + id)
                        .body()))
                .isEqualTo(json(service().get("/v1/operations?limit=1000").body()));
        assertProblem(service().get("/v1/operations?after=x"), 400, "after: 'x' (expected: createdAt/id)");
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
}
