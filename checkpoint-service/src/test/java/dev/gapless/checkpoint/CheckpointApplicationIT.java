package dev.gapless.checkpoint;

import static dev.gapless.checkpoint.ledger.Sightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.certificates.CertificateCheck;
import dev.gapless.checkpoint.coverage.Reporting;
import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageDoubt;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.Door;
import dev.gapless.common.message.Restoration;
import dev.gapless.common.message.Topics;
import dev.gapless.common.position.StreamId;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service as its neighbours and operators meet it. One for all tests: each uses an account and offsets of its own.
 */
class CheckpointApplicationIT extends WithService {

    private static final String KEY = "forum/ann/posts";

    @Test
    void items_are_committed_and_read_page_by_page() throws Exception {
        assertThat(service()
                        .commit(
                                post("a", 1).of("eve").item(),
                                post("ü/&🦊", 2)
                                        .of("eve")
                                        .saying("{\"t\":\"\\u0000🦊\"}")
                                        .item(),
                                post("b", 3).of("eve").item(),
                                post("b", 4).of("eve").version(2).deleted().item(),
                                post("a", 5).of("eve").mined().item()))
                .containsExactly(Decision.NEW, Decision.NEW, Decision.NEW, Decision.CHANGED, Decision.DUPLICATE);
        assertThat(service().commit(post("a", 6).of("eve").mined().item())).containsExactly(Decision.DUPLICATE);

        HttpResponse<String> page = service().get("/v1/items/forum/eve/posts?limit=2&deleted=include");
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("application/x-ndjson");
        assertThat(page.body()
                        .lines()
                        .map(CheckpointApplicationIT::json)
                        .map(line -> line.get("id").asString()))
                .containsExactly("a", "b");
        String next = page.headers().firstValue("X-Next-After").orElse("");
        HttpResponse<String> rest = service().get("/v1/items/forum/eve/posts?limit=2&deleted=include&after=" + next);
        assertThat(rest.body()).endsWith("\n");
        assertThat(json(rest.body()).at("/item/t").asString()).isEqualTo("\0🦊");
        assertThat(rest.headers().firstValue("X-Next-After")).isEmpty();
        assertThat(service().get("/v1/items/forum/eve/posts").body().lines()).hasSize(2);

        HttpResponse<String> first = service().get("/v1/items/forum/eve/posts?limit=2&after=a");
        assertThat(first.body().lines()).hasSize(1);
    }

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
    void the_next_window_is_thirty_days_at_first_and_what_coverage_lacks_from_then_on() throws Exception {
        String whose = "{\"source\":\"forum\",\"account\":\"jo\",\"stream\":\"posts\",\"processor\":\"miner\"}";
        JsonNode first = body(service().postJson("/internal/v1/checkpoints:window", whose));
        assertThat(first.get("initial").asBoolean()).isTrue();
        long to = first.get("to").asLong();
        long from = first.get("from").asLong();
        assertThat(Duration.ofNanos((to - from) * 1_000))
                .isBetween(Duration.ofDays(30).minusSeconds(10), Duration.ofDays(30));

        String key = "forum/jo/posts";
        service()
                .report(
                        key,
                        Reporting.live("w", from - 10, to - 7_200_000_000L)
                                .of(StreamId.parse(key))
                                .report()
                                .toBytes());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !body(service().postJson("/internal/v1/checkpoints:window", whose))
                        .get("initial")
                        .asBoolean());

        JsonNode next = body(service().postJson("/internal/v1/checkpoints:window", whose));
        assertThat(next.get("by").asString()).isEqualTo("COVERAGE");
        assertThat(next.get("ranges")).hasSizeBetween(1, 2);
        assertThat(next.at("/ranges")
                        .get(next.get("ranges").size() - 1)
                        .get("from")
                        .asLong())
                .isEqualTo(to - 7_200_000_000L - 3_600_000_000L);
        assertThat(next.get("to").asLong()).isGreaterThanOrEqualTo(to);
    }

    @Test
    void an_orphaned_operation_is_found_planned_queued_again_and_had_by_who_asks_for_work() throws Exception {
        String claim =
                "{\"kind\":\"process_post\",\"source\":\"forum\",\"account\":\"kit\",\"item\":\"a/ü\",\"version\":2,"
                        + "\"owner\":\"%s\",\"seconds\":%s}";
        JsonNode mine = body(service().postJson("/internal/v1/operations:claim", claim.formatted("first", 60)));
        String id = mine.get("id").asString();
        HttpResponse<byte[]> held = service().postJson("/internal/v1/operations:claim", claim.formatted("second", 60));
        assertThat(held.statusCode()).isEqualTo(409);
        assertThat(body(held).get("holder").asString()).isEqualTo("first");
        service()
                .postJson(
                        "/internal/v1/operations:renew",
                        "{\"id\":\"%s\",\"token\":%d,\"seconds\":0.1}"
                                .formatted(id, mine.get("token").asLong()));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> body(service().postJson("/v1/recovery:analyse", ""))
                        .get("actions")
                        .toString()
                        .contains(id));
        assertThat(service().get("/actuator/prometheus").body()).contains("gapless_checkpoint_lag_seconds");

        JsonNode plan = body(service().postJson("/v1/recovery/plans", ""));
        assertThat(plan.get("state").asString()).isEqualTo("DRY_RUN");
        assertThat(plan.at("/steps/0/type").asString()).isEqualTo("RetryOperation");
        assertThat(plan.get("estimateSeconds").asLong()).isGreaterThanOrEqualTo(300);
        String path = "/v1/recovery/plans/" + plan.get("id").asString();
        assertThat(service().postJson(path + ":pause", "").statusCode()).isEqualTo(409);
        assertThat(service().postJson(path + ":start", "").statusCode()).isEqualTo(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        json(service().get(path).body()).get("state").asString().equals("COMPLETED"));
        assertThat(service().postJson(path + ":abort", "").statusCode()).isEqualTo(409);

        JsonNode next = body(service()
                .postJson(
                        "/internal/v1/operations:next",
                        "{\"kind\":\"process_post\",\"owner\":\"second\",\"seconds\":60}"));
        assertThat(next.get("id").asString()).isEqualTo(id);
        assertThat(next.get("attempts").asInt()).isEqualTo(2);
        service()
                .postJson(
                        "/internal/v1/operations:complete",
                        "{\"id\":\"%s\",\"token\":%d,\"result\":{\"likes\":7}}"
                                .formatted(id, next.get("token").asLong()));
        assertThat(body(service().postJson("/internal/v1/operations:claim", claim.formatted("third", 60)))
                        .at("/result/likes")
                        .asInt())
                .isEqualTo(7);
        assertThat(json(service().get("/v1/operations?status=COMPLETED").body()))
                .hasSize(1);
        assertProblem(service().get("/v1/operations?id=none"), 404, "operation: none");
        assertProblem(service().get("/v1/recovery/plans/none"), 404, "plan: none");
    }

    @Test
    void a_lease_is_had_renewed_and_given_back_and_progress_is_told_in_passing() throws Exception {
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

        String mark = "{\"source\":\"forum\",\"account\":\"lou\",\"processor\":\"importer\",\"token\":0,\"done\":%d}";
        assertThat(service()
                        .postJson(
                                "/internal/v1/checkpoints:progress",
                                "{\"marks\":[" + mark.formatted(1) + "," + mark.formatted(2) + "]}")
                        .statusCode())
                .isEqualTo(202);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> json(service()
                                        .get("/v1/checkpoints:progress?source=forum&account=lou&processor=importer")
                                        .body())
                                .size()
                        == 2);
        assertThat(service()
                        .postJson("/internal/v1/checkpoints:progress", "{\"marks\":[" + mark.formatted(-1) + "]}")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void an_id_that_no_header_can_hold_still_leads_to_the_next_page() throws Exception {
        service()
                .commit(
                        post("x🦊&=% +", 21).of("fox").item(),
                        post("y", 22).of("fox").item());

        String next = service()
                .get("/v1/items/forum/fox/posts?limit=1")
                .headers()
                .firstValue("X-Next-After")
                .orElse("");
        assertThat(json(service()
                                .get("/v1/items/forum/fox/posts?limit=1&after=" + next)
                                .body())
                        .get("id")
                        .asString())
                .isEqualTo("y");
    }

    @Test
    void reports_become_coverage_and_once_the_barrier_is_seen_all_before_it_is_applied() throws Exception {
        for (int i = 0; i < 50; i++) {
            service()
                    .report(
                            KEY,
                            Reporting.mined("m" + i, i, i + 1L, Reporting.ALL)
                                    .report()
                                    .toBytes());
        }
        service()
                .report(
                        KEY,
                        Reporting.live("w", 60, 60)
                                .frontier(60)
                                .anchors(List.of(new Anchor(59, "h")))
                                .report()
                                .toBytes());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> json(service()
                                .get("/internal/v1/streams/" + KEY + "?window=w")
                                .body())
                        .get("windowSeen")
                        .asBoolean());

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
        assertThat(service().get("/actuator/prometheus").body())
                .contains("gapless_coverage_reports_total{door=\"mined\",source=\"forum\"}");
    }

    @Test
    void what_is_no_report_goes_to_the_dead_letters_and_those_behind_it_go_on() throws Exception {
        service().report("forum/bad/posts", "{\"no\":\"report\"}".getBytes(StandardCharsets.UTF_8));
        service()
                .report(
                        "forum/bad/posts",
                        Reporting.live("after", 1, 2)
                                .of(new StreamId("forum", "bad", "posts"))
                                .report()
                                .toBytes());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> json(service()
                                .get("/internal/v1/streams/forum/bad/posts?window=after")
                                .body())
                        .get("windowSeen")
                        .asBoolean());

        try (TopicTail letters = new TopicTail(service().kafka(), Topics.DEAD_LETTERS)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
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

    /** Other tests put back what was no captured record. */
    private static List<ConsumerRecord<byte[], byte[]>> captured(TopicTail topic) {
        return topic.seen().stream()
                .filter(record -> record.headers().lastHeader("gapless-shape") != null)
                .toList();
    }

    @Test
    void a_fork_is_recorded_once_and_its_orphans_are_buried_through_the_captured_records() throws Exception {
        service().commit(post("orphan", 31).of("fay").at(100).version(0).item());
        String path = "/internal/v1/streams/forum/fay/posts:fork";
        HttpResponse<byte[]> recorded = service().postJson(path, "{\"ancestor\":50,\"generation\":0}");
        HttpResponse<byte[]> again = service().postJson(path, "{\"ancestor\":50,\"generation\":0}");

        assertThat(recorded.statusCode()).isEqualTo(200);
        assertThat(body(recorded).get("generation").asLong()).isEqualTo(1);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(body(again)).isEqualTo(body(recorded));
        try (TopicTail live = new TopicTail(service().kafka(), Topics.CAPTURED_LIVE)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(captured(live)).anySatisfy(record -> {
                        CapturedRecord burial =
                                CapturedRecord.of(name -> value(record.headers().lastHeader(name)), record.value());
                        assertThat(burial.itemId()).isEqualTo("orphan");
                        assertThat(burial.shape()).isEqualTo(CapturedRecord.Shape.BURIED);
                        assertThat(burial.generation()).isEqualTo(1);
                    }));
        }
        assertThat(service()
                        .commit(post("orphan", 32)
                                .of("fay")
                                .at(100)
                                .version(0)
                                .buried(1)
                                .item()))
                .containsExactly(Decision.CHANGED);
    }

    @Test
    void what_was_wrongly_concluded_to_be_deleted_is_sent_back_through_the_captured_records() throws Exception {
        service().commit(post("back", 61).of("ida").saying("\"ä\"").item());
        service().commit(post("back", 62).of("ida").mined().buried(0).item());

        assertThat(body(service()
                                .postJson(
                                        "/v1/deletions:undo",
                                        "{\"source\":\"forum\",\"account\":\"ida\",\"dryRun\":true}"))
                        .toString())
                .isEqualTo("{\"dryRun\":true,\"items\":1,\"streams\":[{\"stream\":\"forum/ida/posts\",\"items\":1,"
                        + "\"concludedBy\":[\"window-1\"]}],\"notFound\":[]}");
        assertThat(body(service().postJson("/v1/deletions:undo", "{\"source\":\"forum\",\"items\":[\"back\",\"x\"]}"))
                        .get("notFound")
                        .toString())
                .isEqualTo("[\"x\"]");
        try (TopicTail backfill = new TopicTail(service().kafka(), Topics.CAPTURED_BACKFILL)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(backfill.seen()).anySatisfy(record -> {
                        CapturedRecord restored =
                                CapturedRecord.of(name -> value(record.headers().lastHeader(name)), record.value());
                        assertThat(restored.itemId()).isEqualTo("back");
                        assertThat(restored.shape()).isEqualTo(CapturedRecord.Shape.RESTORED);
                        assertThat(restored.door()).isEqualTo(Door.LIVE);
                        assertThat(restored.sighting()).isEqualTo("undo:window-1");
                        Restoration held = Restoration.fromBytes(restored.value());
                        assertThat(held.revival()).isEqualTo(1);
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
    void of_a_stream_with_a_current_state_only_it_is_told_how_fresh_that_is_and_how_often_it_changed()
            throws Exception {
        String key = "forum/jon/posts";
        StreamId stream = StreamId.parse(key);
        service().commit(post("me", 71).of("jon").mined().item());
        service().commit(post("me", 72).of("jon").mined().saying("\"other\"").item());
        service()
                .report(
                        key,
                        Reporting.live(key + ":snapshot", 1_767_225_600_000_000L, 1_767_225_600_000_000L)
                                .of(stream)
                                .report()
                                .toBytes());

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                json(service().get("/v1/coverage/" + key).body())
                                        .path("snapshot")
                                        .isObject())
                        .isTrue());
        JsonNode snapshot = json(service().get("/v1/coverage/" + key).body()).get("snapshot");
        assertThat(snapshot.get("comparedAt").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(snapshot.get("version").asLong()).isEqualTo(2);
        assertThat(snapshot.get("items").asLong()).isEqualTo(1);
        assertThat(snapshot.get("hash").asString())
                .isEqualTo(HexFormat.of()
                        .formatHex(post("me", 0).saying("\"other\"").item().hash()));
        assertThat(snapshot.get("changedAt").asString()).isNotBlank();
        JsonNode overview = json(service().get("/v1/coverage?source=forum").body());
        assertThat(overview.valueStream()
                        .filter(each -> each.get("stream").asString().equals(key))
                        .map(each -> each.get("snapshot")))
                .containsExactly(snapshot);
    }

    @Test
    void a_doubt_behind_reports_takes_back_what_they_claimed() throws Exception {
        String key = "forum/dora/posts";
        StreamId stream = StreamId.parse(key);
        service().report(key, Reporting.live("w", 0, 60).of(stream).report().toBytes());
        service()
                .doubt(
                        key,
                        new CoverageDoubt(stream, 20, 30, null, "blind-stream", 1, Reporting.AT.plusSeconds(1))
                                .toBytes());
        service()
                .report(
                        key,
                        Reporting.live("w", 0, 70)
                                .of(stream)
                                .at(Reporting.AT.plusSeconds(2))
                                .report()
                                .toBytes());
        service().report(key, Reporting.live("end", 5, 5).of(stream).report().toBytes());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> json(service()
                                .get("/internal/v1/streams/" + key + "?window=end")
                                .body())
                        .get("windowSeen")
                        .asBoolean());

        assertThat(json(service().get("/v1/coverage/" + key + "?from=0&to=70").body())
                        .at("/missing/EDITS")
                        .toString())
                .isEqualTo("[[20,30]]");
        assertThat(service().get("/actuator/prometheus").body())
                .contains("gapless_coverage_cuts_total{cause=\"blind-stream\",source=\"forum\"}");
    }

    @Test
    void a_certificate_is_signed_checked_offline_and_tells_that_the_scheduler_is_away() throws Exception {
        service()
                .postJson(
                        "/internal/v1/audits",
                        "{\"stream\":{\"source\":\"forum\",\"account\":\"cy\",\"stream\":\"posts\"},\"from\":0,\"to\":10,\"items\":100,\"missed\":5}");
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
        assertThat(CertificateCheck.check(signed.body(), keys.body()))
                .isInstanceOfSatisfying(CertificateCheck.Result.Genuine.class, genuine -> {
                    assertThat(json(genuine.payload()).get("stream").asString()).isEqualTo("forum/cy/posts");
                    assertThat(json(genuine.payload()).get("issuedAt").asString())
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
        assertThat(unknown.get("verdict").asString()).contains("nobody has covered its position");
        assertProblem(service().get("/v1/why/forum/gus/posts"), 400, "id: ''");
    }

    @Test
    void what_is_listed_is_compared_and_the_doors_are_counted() throws Exception {
        service().commit(post("held", 51).of("hal").at(10).item());
        assertThat(body(service().postJson("/internal/v1/items:compare", """
                        {"stream":{"source":"forum","account":"hal","stream":"posts"},"from":0,"to":20,"listed":["new"]}
                        """)).toString())
                .isEqualTo("{\"held\":1,\"notListed\":[{\"itemId\":\"held\",\"position\":10,\"version\":1}],"
                        + "\"unknown\":[\"new\"]}");
        JsonNode report = json(
                service().get("/v1/consistency?source=nothing&from=0&to=20").body());
        assertThat(report.get("items").asLong()).isZero();
        assertThat(report.get("overlapRatio").isNull()).isTrue();
    }

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
                        Service.commitBody(post("a\0", 1).item()));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(body(wrong).get("detail").asString()).startsWith("items[0].itemId");
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

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json(answer.body()).get("detail").asString())
                .startsWith(detail)
                .contains("expected");
        assertThat(json(answer.body()).get("remedy").asString()).isNotBlank();
    }

    private static byte @Nullable [] value(@Nullable Header header) {
        return header == null ? null : header.value();
    }

    private static JsonNode body(HttpResponse<byte[]> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
