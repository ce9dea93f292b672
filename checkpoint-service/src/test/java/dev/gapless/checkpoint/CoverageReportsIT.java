package dev.gapless.checkpoint;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder;
import dev.gapless.common.certificate.CertificateVerifier;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.InferredDeleteUndo;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What reports, forks and retractions come to. One service for all tests: each uses an account and offsets of its own.
 */
class CoverageReportsIT extends WithService {

    private static final String KEY = "forum/ann/posts";

    @Test
    void reports_become_coverage_and_once_the_barrier_is_seen_all_before_it_is_applied() throws Exception {
        for (int i = 0; i < 50; i++) {
            service()
                    .report(
                            KEY,
                            CoverageReportBuilder.mined("m" + i, i, i + 1L, CoverageReportBuilder.ALL)
                                    .report()
                                    .toBytes());
        }
        service()
                .report(
                        KEY,
                        CoverageReportBuilder.live("w", 60, 60)
                                .frontier(60)
                                .anchors(List.of(new Anchor(59, "h")))
                                .report()
                                .toBytes());
        awaitWindow(KEY, "w");

        assertThat(body(service().postJson("/internal/v1/coverage:missing", """
                        {"horizons":[{"stream":{"source":"forum","account":"ann","stream":"posts"},
                                      "from":0,"to":9223372036854775807,"aspects":["CREATIONS","EDITS"]}]}
                        """))
                        .at("/entries/0/missing")
                        .toString())
                .isEqualTo("[{\"from\":50,\"to\":60}]");
        JsonNode certificate =
                json(service().get("/v1/coverage/" + KEY + "?from=0&to=70").body());
        assertThat(certificate.at("/missing/DELETIONS").toString()).isEqualTo("[[50,70]]");
        assertThat(certificate.get("windows")).hasSize(50);
        assertThat(certificate.get("frontier").asLong()).isEqualTo(60);
        assertThat(json(service().get("/v1/coverage?source=forum").body()).toString())
                .contains("\"stream\":\"forum/ann/posts\"");
        // reports are counted a moment after they are applied
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(service().get("/actuator/prometheus").body())
                                .contains("gapless_coverage_reports_total{path=\"mined\",source=\"forum\"}"));
    }

    @Test
    void what_is_no_report_goes_to_the_dead_letters_and_those_behind_it_go_on() throws Exception {
        service().report("forum/bad/posts", "{\"no\":\"report\"}".getBytes(StandardCharsets.UTF_8));
        service()
                .report(
                        "forum/bad/posts",
                        CoverageReportBuilder.live("after", 1, 2)
                                .of(new StreamId("forum", "bad", "posts"))
                                .report()
                                .toBytes());
        awaitWindow("forum/bad/posts", "after");

        try (TopicTail letters = new TopicTail(service().kafka(), TopicNames.DEAD_LETTERS)) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(letters.seen()).anySatisfy(letter -> {
                        assertThat(new String(letter.value(), StandardCharsets.UTF_8))
                                .isEqualTo("{\"no\":\"report\"}");
                        assertThat(new String(
                                        letter.headers()
                                                .lastHeader("gapless-rule")
                                                .value(),
                                        StandardCharsets.UTF_8))
                                .isEqualTo("coverage-report");
                    }));
        }
    }

    /** Its time is one that Java has and PostgreSQL has not. */
    @Test
    void a_report_that_the_database_cannot_hold_goes_to_the_dead_letters_and_its_neighbours_are_applied()
            throws Exception {
        StreamId stream = new StreamId("forum", "far", "posts");
        byte[] poison = CoverageReportBuilder.live("poison", 1, 2)
                .of(stream)
                .at(Instant.parse("+300000-01-01T00:00:00Z"))
                .report()
                .toBytes();
        service()
                .report(
                        stream.key(),
                        CoverageReportBuilder.live("before", 1, 2)
                                .of(stream)
                                .report()
                                .toBytes());
        service().report(stream.key(), poison);
        service()
                .report(
                        stream.key(),
                        CoverageReportBuilder.live("after", 1, 2)
                                .of(stream)
                                .report()
                                .toBytes());

        awaitWindow(stream.key(), "before");
        awaitWindow(stream.key(), "after");
        try (TopicTail letters = new TopicTail(service().kafka(), TopicNames.DEAD_LETTERS)) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(letters.seen()).anySatisfy(letter -> {
                        assertThat(letter.value()).isEqualTo(poison);
                        assertThat(new String(
                                        letter.headers()
                                                .lastHeader("gapless-rule")
                                                .value(),
                                        StandardCharsets.UTF_8))
                                .isEqualTo("report-failed");
                    }));
        }
    }

    /** Other tests put back what was no captured record. */
    private static List<ConsumerRecord<byte[], byte[]>> captured(TopicTail topic) {
        return topic.seen().stream()
                .filter(record -> record.headers().lastHeader("gapless-record-kind") != null)
                .toList();
    }

    @Test
    void a_fork_is_recorded_once_and_its_orphans_are_deleted_through_the_captured_records() throws Exception {
        service().commit(post("orphan", 31).of("fay").at(100).version(0).item());
        String path = "/internal/v1/streams/forum/fay/posts:fork";
        HttpResponse<byte[]> recorded = service().postJson(path, "{\"ancestor\":50,\"generation\":0}");
        HttpResponse<byte[]> again = service().postJson(path, "{\"ancestor\":50,\"generation\":0}");

        assertThat(recorded.statusCode()).isEqualTo(200);
        assertThat(body(recorded).get("generation").asLong()).isEqualTo(1);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(body(again)).isEqualTo(body(recorded));
        StreamId stream = new StreamId("forum", "fay", "posts");
        service()
                .report(
                        stream.key(),
                        CoverageReportBuilder.mined("new history", 51, 200, CoverageReportBuilder.ALL)
                                .of(stream)
                                .generation(1)
                                .report()
                                .toBytes());
        try (TopicTail live = new TopicTail(service().kafka(), TopicNames.CAPTURED_LIVE)) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(captured(live)).anySatisfy(record -> {
                        CapturedRecord inferredDelete =
                                CapturedRecord.of(name -> value(record.headers().lastHeader(name)), record.value());
                        assertThat(inferredDelete.itemId()).isEqualTo("orphan");
                        assertThat(inferredDelete.shape()).isEqualTo(CapturedRecord.RecordKind.INFERRED_DELETE);
                        assertThat(inferredDelete.generation()).isEqualTo(1);
                    }));
        }
        assertThat(service()
                        .commit(post("orphan", 32)
                                .of("fay")
                                .at(100)
                                .version(0)
                                .inferredDelete(1)
                                .item()))
                .containsExactly(Decision.CHANGED);
    }

    @Test
    void what_was_wrongly_concluded_to_be_deleted_is_sent_back_through_the_captured_records() throws Exception {
        service().commit(post("back", 61).of("ida").saying("\"ä\"").item());
        service().commit(post("back", 62).of("ida").mined().inferredDelete(0).item());

        assertThat(body(service()
                                .postJson(
                                        "/v1/deletions:undo",
                                        "{\"source\":\"forum\",\"account\":\"ida\",\"dryRun\":true}"))
                        .toString())
                .isEqualTo("{\"dryRun\":true,\"items\":1,\"streams\":[{\"stream\":\"forum/ida/posts\",\"items\":1,"
                        + "\"concludedBy\":[\"window-1\"]}],\"notFound\":[]}");
        assertThat(service()
                        .finished("/v1/deletions:undo", "{\"source\":\"forum\",\"items\":[\"back\",\"x\"]}")
                        .toString())
                .isEqualTo("{\"dryRun\":false,\"items\":1,\"streams\":[{\"stream\":\"forum/ida/posts\",\"items\":1,"
                        + "\"concludedBy\":[\"window-1\"]}],\"notFound\":[\"x\"]}");
        try (TopicTail backfill = new TopicTail(service().kafka(), TopicNames.CAPTURED_BACKFILL)) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(backfill.seen()).anySatisfy(record -> {
                        CapturedRecord restored =
                                CapturedRecord.of(name -> value(record.headers().lastHeader(name)), record.value());
                        assertThat(restored.itemId()).isEqualTo("back");
                        assertThat(restored.shape()).isEqualTo(CapturedRecord.RecordKind.INFERRED_DELETE_UNDO);
                        assertThat(restored.path()).isEqualTo(IngestPath.LIVE);
                        assertThat(restored.provenance()).isEqualTo("undo:window-1");
                        InferredDeleteUndo held = InferredDeleteUndo.fromBytes(restored.value());
                        assertThat(held.undoCount()).isEqualTo(1);
                        assertThat(held.payload())
                                .asString(StandardCharsets.UTF_8)
                                .isEqualTo("\"ä\"");
                    }));
        }
        assertThat(service().postJson("/v1/deletions:undo", "{}").statusCode()).isEqualTo(400);
        assertThat(service()
                        .postJson("/v1/deletions:undo", "{\"source\":\"forum\",\"from\":\"now\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_planned_undo_is_refused_when_more_was_concluded_to_be_deleted_since() throws Exception {
        String path = "/v1/deletions:undo";
        String request = "{\"source\":\"forum\",\"account\":\"jon\"}";
        inferredDelete("first", 71);
        HttpResponse<byte[]> plan = service().postJson(path + "?dryRun=true", request);
        assertThat(body(plan).path("effects").path("items").asLong()).isEqualTo(1);

        inferredDelete("second", 73);
        HttpResponse<byte[]> refused = service().postJson(path, request, "If-Match", tag(plan));
        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(body(refused).path("differences").toString())
                .contains("{\"effect\":\"items\",\"planned\":1,\"now\":2}");

        HttpResponse<byte[]> again = service().postJson(path + "?dryRun=true", request);
        HttpResponse<byte[]> begun = service().postJson(path, request, "If-Match", tag(again));
        assertThat(begun.statusCode()).isEqualTo(202);
        String operation = begun.headers().firstValue("Location").orElseThrow();
        Awaitility.await()
                .until(() -> json(service().get(operation).body())
                        .path("state")
                        .asString()
                        .equals("COMPLETED"));
        assertThat(json(service().get(operation).body())
                        .path("result")
                        .path("items")
                        .asLong())
                .isEqualTo(2);
    }

    private void inferredDelete(String item, int position) throws Exception {
        service().commit(post(item, position).of("jon").item());
        service()
                .commit(post(item, position + 1)
                        .of("jon")
                        .mined()
                        .inferredDelete(0)
                        .item());
    }

    private static String tag(HttpResponse<byte[]> plan) {
        return plan.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void a_retraction_behind_reports_takes_back_what_they_claimed() throws Exception {
        String key = "forum/dora/posts";
        StreamId stream = StreamId.parse(key);
        service()
                .report(
                        key,
                        CoverageReportBuilder.live("w", 0, 60)
                                .of(stream)
                                .report()
                                .toBytes());
        service()
                .retract(
                        key,
                        new CoverageRetraction(
                                        stream,
                                        20,
                                        30,
                                        null,
                                        "blind-stream",
                                        1,
                                        CoverageReportBuilder.AT.plusSeconds(1))
                                .toBytes());
        service()
                .report(
                        key,
                        CoverageReportBuilder.live("w", 0, 70)
                                .of(stream)
                                .at(CoverageReportBuilder.AT.plusSeconds(2))
                                .report()
                                .toBytes());
        service()
                .report(
                        key,
                        CoverageReportBuilder.live("end", 5, 5)
                                .of(stream)
                                .report()
                                .toBytes());
        awaitWindow(key, "end");

        assertThat(json(service().get("/v1/coverage/" + key + "?from=0&to=70").body())
                        .at("/missing/EDITS")
                        .toString())
                .isEqualTo("[[20,30]]");
        assertThat(service().get("/actuator/prometheus").body())
                .contains("gapless_coverage_retractions_total{cause=\"blind-stream\",source=\"forum\"}");
    }

    /** Kafka's offsets do not go back with the database. */
    @Test
    void a_database_that_comes_back_older_gets_the_retractions_that_it_has_lost_again() throws Exception {
        String key = "forum/old/posts";
        StreamId stream = StreamId.parse(key);
        service()
                .report(
                        key,
                        CoverageReportBuilder.live("w", 0, 60)
                                .of(stream)
                                .report()
                                .toBytes());
        awaitWindow(key, "w");
        List<Map<String, @Nullable Object>> before = service().jdbc().queryForList("select * from applied_offset");
        CoverageRetraction retraction = new CoverageRetraction(
                stream, 20, 30, null, "blind-stream", 1, CoverageReportBuilder.AT.plusSeconds(1));
        service().retract(key, retraction.toBytes());
        Awaitility.await().untilAsserted(() -> assertThat(missingEdits(key, 60)).isEqualTo("[[20,30]]"));

        service().jdbc().update("delete from coverage_retraction where account = 'old'");
        service().jdbc().update("""
                update coverage_window
                   set covered = covered + '{[20,30)}', held = held + '{[20,30)}'
                 where account = 'old'
                """);
        before.forEach(row -> service()
                .jdbc()
                .update(
                        "update applied_offset set next_offset = ? where topic = ? and partition = ?",
                        row.get("next_offset"),
                        row.get("topic"),
                        row.get("partition")));
        assertThat(missingEdits(key, 60)).as("as it was before the retraction").isEqualTo("[]");

        service()
                .report(
                        key,
                        CoverageReportBuilder.live("after", 60, 70)
                                .of(stream)
                                .report()
                                .toBytes());
        awaitWindow(key, "after");
        assertThat(missingEdits(key, 60)).isEqualTo("[[20,30]]");
    }

    private String missingEdits(String key, int to) throws Exception {
        return json(service().get("/v1/coverage/" + key + "?from=0&to=" + to).body())
                .at("/missing/EDITS")
                .toString();
    }

    @Test
    void a_certificate_is_signed_checked_offline_and_tells_that_the_scheduler_is_away() throws Exception {
        service()
                .postJson(
                        "/internal/v1/audits",
                        "{\"stream\":{\"source\":\"forum\",\"account\":\"cy\",\"stream\":\"posts\"},\"from\":0,\"to\":10,\"items\":100,\"missed\":5}");
        // a sample: it is no part of the rate
        service()
                .postJson(
                        "/internal/v1/audits",
                        "{\"stream\":{\"source\":\"forum\",\"account\":\"cy\",\"stream\":\"posts\"},\"from\":3,\"to\":3,\"items\":900,\"missed\":0}");
        HttpResponse<String> plain = service().get("/v1/coverage/forum/cy/posts?from=0&to=10");
        assertThat(json(plain.body()).get("gapsKnown").asBoolean()).isFalse();
        assertThat(json(plain.body()).at("/measured/rate").asDouble()).isEqualTo(0.05);
        assertThat(json(plain.body()).get("ledger").asString()).hasSize(36);

        HttpResponse<String> signed = service().get("/v1/certificates/forum/cy/posts?from=0&to=10");
        assertThat(signed.headers().firstValue("Content-Type").orElse("")).startsWith("application/jose");
        HttpResponse<byte[]> rotated = service().postJson("/v1/certificate-keys:rotate", "{}");
        assertThat(rotated.statusCode()).isEqualTo(200);
        HttpResponse<String> keys = service().get("/v1/certificate-keys");
        assertThat(json(keys.body()).get("keys")).hasSizeGreaterThan(1);
        assertThat(CertificateVerifier.verify(signed.body(), keys.body()))
                .isInstanceOfSatisfying(CertificateVerifier.Verdict.Genuine.class, genuine -> {
                    assertThat(json(genuine.content()).get("stream").asString()).isEqualTo("forum/cy/posts");
                    assertThat(json(genuine.content()).get("issuedAt").asString())
                            .isNotBlank();
                });

        HttpResponse<byte[]> batch = service().postJson("/v1/certificates", """
                        {"streams":[{"source":"forum","account":"cy","stream":"posts"},
                                    {"source":"forum","account":"di","stream":"posts","to":"7"}],"from":1,"to":9}
                        """);
        assertThat(body(batch).at("/certificates/1/missing/CREATIONS").toString())
                .isEqualTo("[[1,7]]");
        assertThat(body(batch).at("/certificates/0/to").asLong()).isEqualTo(9);
    }

    @Test
    void why_tells_sightings_decisions_and_evidence_and_of_what_is_unknown_the_position() throws Exception {
        service()
                .commit(
                        post("a/b", 41).of("gus").at(10).item(),
                        post("a/b", 42).of("gus").at(10).mined().item());
        service()
                .commit(post("a/b", 43)
                        .of("gus")
                        .at(10)
                        .version(3)
                        .updated("\"new\"")
                        .item());
        JsonNode held = json(service().get("/v1/why/forum/gus/posts/a/b").body());
        assertThat(held.get("verdict").asString()).isEqualTo("held");
        assertThat(held.get("sightings")).hasSize(2);
        assertThat(held.at("/decisions/1/rule").asString()).isEqualTo("version 3 is higher than 1");

        JsonNode unknown =
                json(service().get("/v1/why/forum/gus/posts?id=x&position=5").body());
        assertThat(unknown.get("verdict").asString()).contains("its position was not covered");
        assertProblem(service().get("/v1/why/forum/gus/posts"), 400, "id: ''");
    }

    /** All that was reported before it is applied then. */
    private void awaitWindow(String stream, String window) {
        Awaitility.await()
                .until(() -> json(service()
                                .get("/internal/v1/streams/" + stream + "?window=" + window)
                                .body())
                        .get("windowSeen")
                        .asBoolean());
    }

    private static byte @Nullable [] value(@Nullable Header header) {
        return header == null ? null : header.value();
    }
}
