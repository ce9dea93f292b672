package dev.gapless.checkpoint;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.TopicNames;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and how it is said. */
class RefusedRequestsIT extends WithService {

    @Test
    void bad_requests_are_told_which_value_breaks_which_rule_and_what_to_do() throws Exception {
        assertProblem(service().get("/v1/coverage/forum/ann/posts?from=yesterday"), 400, "from: 'yesterday'");
        assertProblem(service().get("/v1/coverage/forum/ann/posts?from=5&to=5"), 400, "to: 5");
        assertProblem(service().get("/v1/coverage/Forum/ann/posts"), 400, "source: 'Forum'");
        assertProblem(service().get("/v1/items/forum/ann/posts?limit=0"), 400, "limit: '0'");
        assertProblem(service().get("/v1/items/forum/ann/posts?limit=10001"), 400, "limit: '10001'");
        assertProblem(service().get("/v1/items/forum/ann/posts?deleted=maybe"), 400, "deleted: 'maybe'");
        assertThat(service()
                        .get("/v1/coverage/forum/ann/posts?from=2026-01-01T00:00:00Z")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> unreadable =
                service().post("/internal/v1/items:commit", "application/cbor", new byte[] {1, 2, 3});
        assertThat(unreadable.statusCode()).isEqualTo(400);
        assertThat(service()
                        .post("/internal/v1/items:commit", "application/cbor", new byte[0])
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<byte[]> wrong = service()
                .post(
                        "/internal/v1/items:commit",
                        "application/cbor",
                        CheckpointServiceFixture.commitBody(post("a\0", 1).item()));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(body(wrong).get("detail").asString()).startsWith("items[0].itemId");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/certificates | {} | streams",
                "/v1/certificates | {\"streams\":[null]} | streams[0]",
                "/internal/v1/audits | {\"stream\":{\"account\":\"ann\"},\"from\":1,\"to\":2,\"items\":0,\"missed\":0} | stream.source, stream.stream",
                "/internal/v1/operations:claim | {\"owner\":\"it\",\"leaseMillis\":100} | kind",
                "/internal/v1/operations:end | {\"id\":\"26e7c94b-2896-7473-56d0-c190aec93f8f\",\"token\":1} | outcome",
                "/internal/v1/walk-checkpoints:claim | {\"gapId\":\"g\",\"epoch\":1} | stream",
                "/internal/v1/items:compare | {\"from\":1,\"to\":2,\"listed\":[]} | stream"
            })
    void a_body_that_lacks_a_member_is_refused_and_all_that_are_missing_are_named(
            String path, String body, String missing) throws Exception {
        HttpResponse<byte[]> refused = service().postJson(path, body);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(body(refused).get("detail").asString()).startsWith(missing).endsWith("missing (expected: a value)");
    }

    @Test
    void parameters_of_an_operation_are_json_for_they_are_part_of_answers() throws Exception {
        for (String parameters : List.of("2026-03-01T12:00:00Z", "2", "")) {
            HttpResponse<byte[]> refused = service()
                    .postJson(
                            "/internal/v1/operations:start",
                            "{\"kind\":\"REDRIVE\",\"target\":\"\",\"parameters\":\"%s\",\"requestedBy\":\"it\"}"
                                    .formatted(parameters));
            assertThat(refused.statusCode()).as(parameters).isEqualTo(422);
            assertThat(body(refused).get("detail").asString()).startsWith("parameters: no JSON object");
        }
    }

    /** What a restored database lacks says nothing about the source. */
    @Test
    void nothing_is_compared_with_a_ledger_that_lacks_what_is_published() throws Exception {
        String group = "gapless-processors";
        TopicPartition live = new TopicPartition(TopicNames.CAPTURED_LIVE, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", service().kafka()))) {
            admin.alterConsumerGroupOffsets(group, Map.of(live, new OffsetAndMetadata(1_000_000_000)))
                    .all()
                    .get();
            try {
                HttpResponse<byte[]> refused = compare();
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(body(refused).get("detail").asString())
                        .contains("(expected: at least 1000000000, which is published)");
            } finally {
                admin.deleteConsumerGroups(List.of(group)).all().get();
            }
        }
        assertThat(compare().statusCode()).isEqualTo(200);
    }

    private HttpResponse<byte[]> compare() throws Exception {
        return service().postJson("/internal/v1/items:compare", """
                {"stream":{"source":"forum","account":"ann","stream":"posts"},"from":0,"to":10,"listed":[]}
                """);
    }

    /** Else its sender would see a broken connection, and send it again for ever. */
    @ParameterizedTest
    @CsvSource({"application/cbor, 400", "application/unheard-of, 415"})
    void a_large_request_that_is_refused_before_it_is_read_whole_gets_its_answer(String type, int status)
            throws Exception {
        byte[] large = new byte[12_000_000];
        // an array, which does not begin as it should
        large[0] = (byte) 0x9f;

        for (int i = 0; i < 5; i++) {
            assertThat(service().post("/internal/v1/items:commit", type, large).statusCode())
                    .isEqualTo(status);
        }
    }
}
