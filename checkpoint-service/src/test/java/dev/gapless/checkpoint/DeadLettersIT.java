package dev.gapless.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.TopicNames;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Letters from their topic to the operators and back. Each test looks at an account of its own. */
class DeadLettersIT extends WithService {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final byte[] BYTES = {0, 1, (byte) 0xff, '{'};

    private final String account = TestServers.unique("acc");

    @Test
    void a_letter_shows_its_cause_and_its_bytes_to_those_only_who_ask_for_them() throws Exception {
        service().send(captured("show", "a", 7));
        JsonNode letter = one("show");

        assertThat(letter.path("rule").asString()).isEqualTo("fake-form");
        assertThat(letter.path("remedy").asString()).isEqualTo("repair it");
        assertThat(letter.path("topic").asString()).isEqualTo(TopicNames.CAPTURED_LIVE);
        assertThat(letter.path("partition").asInt()).isEqualTo(1);
        assertThat(letter.path("offset").asLong()).isEqualTo(7);
        assertThat(letter.path("bytes").asLong()).isEqualTo(4);
        assertThat(letter.path("state").asString()).isEqualTo("NEW");

        String path = "/v1/dead-letters/" + letter.path("id").asLong();
        HttpResponse<String> shown = service().get(path);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(json(shown.body())
                        .path("headers")
                        .valueStream()
                        .map(each -> each.path("name").asString()))
                .containsExactly("gapless-stream", "gapless-item", "gapless-received-us", "original-x");
        assertThat(shown.body()).doesNotContain("\"value\"");
        assertThat(service().getBytes(path).body()).isEqualTo(BYTES);
        assertThat(service().get("/v1/dead-letters/999999999").statusCode()).isEqualTo(404);
    }

    @Test
    void a_tenants_caller_sees_its_own_and_what_others_have_is_not_there() throws Exception {
        service().send(of("acme"));
        service().send(of("umbrella"));
        new TenantRequests(service()).check(letterOf("acme"), letterOf("umbrella"));
    }

    private static ProducerRecord<byte[], byte[]> of(String tenant) {
        String stream = tenant + "-forum/" + tenant + "-account/posts";
        return letter(
                stream + "/a",
                tenant + "-form",
                TopicNames.CAPTURED_LIVE + "-1-" + (tenant.length() + 70),
                List.of(Map.entry("original-gapless-stream", stream), Map.entry("gapless-item", "a")));
    }

    private long letterOf(String tenant) {
        await().atMost(TIMEOUT).until(() -> !lettersOf(tenant).isEmpty());
        try {
            return lettersOf(tenant).getFirst().path("id").asLong();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<JsonNode> lettersOf(String tenant) throws IOException, InterruptedException {
        return json(service()
                        .get("/v1/dead-letters?source=" + tenant + "-forum")
                        .body())
                .path("letters")
                .valueStream()
                .toList();
    }

    @Test
    void a_letter_is_put_back_as_it_came_once_and_what_fails_again_names_it() throws Exception {
        service().send(captured("redrive", "a", 8));
        long id = one("redrive").path("id").asLong();

        HttpResponse<byte[]> first = service().postJson("/v1/dead-letters/" + id + ":redrive", "");
        assertThat(first.statusCode()).isEqualTo(200);
        ConsumerRecord<byte[], byte[]> back = redriven("redrive").getFirst();
        assertThat(new String(back.key(), UTF_8)).isEqualTo(stream("redrive") + "/a");
        assertThat(back.value()).isEqualTo(BYTES);
        assertThat(headers(back))
                .containsExactly(
                        "gapless-stream=" + stream("redrive"),
                        "gapless-item=a",
                        "gapless-received-us=now",
                        "original-x=y",
                        "gapless-redriven-from=" + id,
                        "gapless-redrive-attempt=1");
        JsonNode marked = json(service().get("/v1/dead-letters/" + id).body()).path("letter");
        assertThat(marked.path("state").asString()).isEqualTo("REDRIVEN");
        assertThat(marked.path("stateBy").asString()).isEqualTo("SERVICE");
        assertThat(marked.path("redrives").asInt()).isEqualTo(1);

        HttpResponse<byte[]> again = service().postJson("/v1/dead-letters/" + id + ":redrive", "");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(redriven("redrive")).hasSize(1);

        service().send(refusedAgain(back));
        await().atMost(TIMEOUT).until(() -> letters("redrive").size() == 2);
        JsonNode second = letters("redrive").getLast();
        assertThat(second.path("attempt").asInt()).isEqualTo(1);
        assertThat(second.path("previous").asLong()).isEqualTo(id);
        assertThat(second.path("first").asLong()).isEqualTo(id);
        service().postJson("/v1/dead-letters/" + second.path("id").asLong() + ":redrive", "");
        await().atMost(TIMEOUT).until(() -> redriven("redrive").size() == 2);
        assertThat(headers(redriven("redrive").getLast()))
                .contains(
                        "gapless-redrive-attempt=2",
                        "gapless-redriven-from=" + second.path("id").asLong())
                .hasSize(6);
    }

    @Test
    void a_letter_that_was_no_captured_record_is_not_put_back_and_the_answer_says_what_to_do() throws Exception {
        service().send(letter(stream("page"), "page", "task 42", List.of()));
        long id = one("page").path("id").asLong();

        HttpResponse<byte[]> answer = service().postJson("/v1/dead-letters/" + id + ":redrive", "");

        assertThat(answer.statusCode()).isEqualTo(409);
        JsonNode problem = json(new String(answer.body(), UTF_8));
        assertThat(problem.path("detail").asString()).contains("task 42");
        assertThat(problem.path("remedy").asString()).contains("release its gap");
        assertThat(many("redrive", "page", "")).containsEntry("matched", 1L).containsEntry("notRedrivable", 1L);

        HttpResponse<byte[]> without = service().postJson("/v1/dead-letters/" + id + ":discard", "{}");
        assertThat(without.statusCode()).isEqualTo(422);
        HttpResponse<byte[]> discarded =
                service().postJson("/v1/dead-letters/" + id + ":discard", "{\"reason\":\"mined again\"}");
        assertThat(discarded.statusCode()).isEqualTo(200);
        assertThat(json(new String(discarded.body(), UTF_8)).path("stateReason").asString())
                .isEqualTo("mined again");
        assertThat(many("redrive", "page", "")).containsEntry("matched", 0L);
    }

    @Test
    void letters_are_put_back_by_a_filter_in_portions_and_a_dry_run_changes_nothing() throws Exception {
        for (int i = 0; i < 110; i++) {
            service().send(captured("many", "i" + i, 100 + i));
        }
        await().atMost(TIMEOUT).until(() -> letters("many").size() == 110);

        assertThat(many("redrive", "many", ",\"dryRun\":true"))
                .containsEntry("matched", 110L)
                .containsEntry("redriven", 110L);
        assertThat(redriven("many")).isEmpty();
        assertThat(many("redrive", "many", ",\"limit\":105"))
                .containsEntry("redriven", 105L)
                .containsEntry("left", 5L);
        assertThat(many("redrive", "many", "")).containsEntry("matched", 5L).containsEntry("redriven", 5L);
        assertThat(many("redrive", "many", "")).containsEntry("matched", 0L).containsEntry("redriven", 0L);
        await().atMost(TIMEOUT).until(() -> redriven("many").size() == 110);
        assertThat(redriven("many").stream().map(record -> new String(record.key(), UTF_8)))
                .doesNotHaveDuplicates();
        assertThat(service().postJson("/v1/dead-letters:redrive", "{}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void a_planned_redrive_or_discard_is_refused_when_other_letters_have_come_since() throws Exception {
        for (String call : List.of("redrive", "discard")) {
            String test = "planned-" + call;
            String path = "/v1/dead-letters:" + call;
            String request = "{\"filter\":{\"account\":\"%s\",\"stream\":\"%s\"},\"reason\":\"a test\"}"
                    .formatted(account, test);
            service().send(captured(test, "a", 1));
            one(test);
            HttpResponse<byte[]> plan = service().postJson(path + "?dryRun=true", request);
            assertThat(plan.statusCode()).isEqualTo(200);
            assertThat(body(plan).path("effects").path(call + "s").asLong()).isEqualTo(1);
            assertThat(one(test).path("state").asString())
                    .as("a dry run changes nothing")
                    .isEqualTo("NEW");

            service().send(captured(test, "b", 2));
            await().atMost(TIMEOUT).until(() -> letters(test).size() == 2);
            HttpResponse<byte[]> refused = service().postJson(path, request, "If-Match", tag(plan));
            assertThat(refused.statusCode()).as(call).isEqualTo(412);
            assertThat(body(refused).path("differences").toString())
                    .isEqualTo("[{\"effect\":\"%ss\",\"planned\":1,\"now\":2}]".formatted(call));
            assertThat(letters(test))
                    .as("a refused call changes nothing")
                    .allMatch(letter -> letter.path("state").asString().equals("NEW"));

            HttpResponse<byte[]> again = service().postJson(path + "?dryRun=true", request);
            HttpResponse<byte[]> carriedOut = service().postJson(path, request, "If-Match", tag(again));
            assertThat(carriedOut.statusCode()).as(call).isEqualTo(call.equals("redrive") ? 202 : 200);
            await().atMost(TIMEOUT)
                    .until(() -> letters(test).stream()
                            .noneMatch(letter -> letter.path("state").asString().equals("NEW")));
            // others can begin another redrive only when this one is over
            if (call.equals("redrive")) {
                String operation = carriedOut.headers().firstValue("Location").orElseThrow();
                await().atMost(TIMEOUT)
                        .until(() -> json(service().get(operation).body())
                                .path("state")
                                .asString()
                                .equals("COMPLETED"));
            }
        }
    }

    private static String tag(HttpResponse<byte[]> plan) {
        return plan.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void a_redrive_whose_replica_died_is_finished_by_another_and_no_letter_is_put_back_twice() throws Exception {
        int all = 130;
        int known = 50;
        for (int i = 0; i < all; i++) {
            service().send(captured("dead", "i" + i, 100 + i));
        }
        await().atMost(TIMEOUT).until(() -> letters("dead").size() == all);
        String id = UUID.randomUUID().toString();
        String ends = "{\"gapless.captured-live\":%s,\"gapless.captured-backfill\":%s}"
                .formatted(ends(TopicNames.CAPTURED_LIVE), ends(TopicNames.CAPTURED_BACKFILL));
        // Kafka has half of the first portion, and the replica that sent it wrote down nothing more
        for (JsonNode letter : letters("dead").subList(0, known)) {
            ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                    TopicNames.CAPTURED_LIVE, (stream("dead") + "/" + letter.path("id")).getBytes(UTF_8), BYTES);
            sent.headers().add("gapless-operation", (id + "/" + letter.path("id")).getBytes(UTF_8));
            service().send(sent);
        }
        service()
                .jdbc()
                .update(
                        "insert into operation (id, kind, target, parameters, requested_by, state, owner, token, expires_at,"
                                + " attempts, failures, due_at, resume_state, done, total, created_at, started_at) values"
                                + " (?::uuid, 'REDRIVE', '', ?, 'kit', 'RUNNING', 'dead-replica', 0,"
                                + " now() + interval '1 hour', 1, 0, now(), ?, 0, ?, now(), now())",
                        id,
                        "{\"filter\":{\"account\":\"%s\",\"stream\":\"dead\"},\"limit\":null}".formatted(account),
                        "{\"plan\":{\"matched\":%d,\"notRedrivable\":0,\"redriven\":%d,\"failed\":0,\"left\":0,\"dryRun\":true},\"upTo\":%d,\"failed\":0,\"position\":{\"after\":null,\"ends\":%s}}"
                                .formatted(all, all, Long.MAX_VALUE, ends),
                        all);

        HttpResponse<byte[]> second = service().postJson("/v1/dead-letters:redrive", "{\"filter\":{}}");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(body(second).path("operation").asString()).isEqualTo(id);
        assertThat(body(second).path("owner").asString()).isEqualTo("dead-replica");
        service().jdbc().update("update operation set expires_at = now() where id = ?::uuid", id);
        String path = "/v1/operations/" + id;
        await().atMost(TIMEOUT)
                .until(() -> json(service().get(path).body())
                        .path("state")
                        .asString()
                        .equals("COMPLETED"));

        JsonNode finished = json(service().get(path).body());
        assertThat(finished.path("attempts").asInt()).isEqualTo(2);
        assertThat(finished.path("result").path("redriven").asLong()).isEqualTo(all);
        assertThat(letters("dead"))
                .extracting(letter -> letter.path("state").asString())
                .containsOnly("REDRIVEN");
        List<String> units = redriven("dead").stream()
                .map(record -> new String(
                        record.headers().lastHeader("gapless-operation").value(), UTF_8))
                .toList();
        assertThat(units).hasSize(all).doesNotHaveDuplicates();
    }

    private String ends(String topic) {
        try (TopicTail tail = new TopicTail(service().kafka(), topic)) {
            return JsonMapper.shared().writeValueAsString(tail.ends());
        }
    }

    @Test
    void the_summary_and_the_gauge_tell_the_open_ones_by_cause() throws Exception {
        service().send(letter(stream("sum"), "sum-rule", "connection 1", List.of()));
        JsonNode letter = one("sum");

        assertThat(json(service().get("/v1/dead-letters:summary").body()).valueStream())
                .anySatisfy(cause -> {
                    assertThat(cause.path("rule").asString()).isEqualTo("sum-rule");
                    assertThat(cause.path("state").asString()).isEqualTo("NEW");
                    assertThat(cause.path("letters").asLong()).isEqualTo(1);
                });
        awaitOpen("1.0");

        service()
                .postJson("/v1/dead-letters/" + letter.path("id").asLong() + ":discard", "{\"reason\":\"dealt with\"}");
        awaitOpen("0.0");
    }

    @Test
    void a_database_that_comes_back_older_gets_the_letters_that_it_has_lost_again() throws Exception {
        service().send(letter(stream("old"), "old", "connection 1", List.of()));
        one("old");
        List<Map<String, @Nullable Object>> before = service().jdbc().queryForList("select * from applied_offset");
        service().send(letter(stream("old"), "old", "connection 2", List.of()));
        await().atMost(TIMEOUT).until(() -> letters("old").size() == 2);

        assertThat(service().jdbc().update("delete from dead_letter where origin = 'connection 2'"))
                .isEqualTo(1);
        before.forEach(row -> service()
                .jdbc()
                .update(
                        "update applied_offset set next_offset = ? where topic = ? and partition = ?",
                        row.get("next_offset"),
                        row.get("topic"),
                        row.get("partition")));
        service().send(letter(stream("old"), "old", "connection 3", List.of()));

        await().atMost(TIMEOUT).until(() -> letters("old").size() == 3);
        assertThat(letters("old").stream().map(letter -> letter.path("where").asString()))
                .containsExactlyInAnyOrder("connection 1", "connection 2", "connection 3");
    }

    private void awaitOpen(String letters) {
        await().atMost(TIMEOUT)
                .until(() -> service()
                        .get("/actuator/prometheus")
                        .body()
                        .contains("gapless_dead_letters_open{rule=\"sum-rule\",source=\"forum\"} " + letters));
    }

    private String stream(String test) {
        return "forum/" + account + "/" + test;
    }

    private JsonNode one(String test) {
        await().atMost(TIMEOUT).until(() -> letters(test).size() == 1);
        try {
            return letters(test).getFirst();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<JsonNode> letters(String test) throws IOException, InterruptedException {
        return json(service()
                        .get("/v1/dead-letters?limit=1000&account=%s&stream=%s".formatted(account, test))
                        .body())
                .path("letters")
                .valueStream()
                .toList();
    }

    private Map<String, Long> many(String what, String test, String more) throws IOException, InterruptedException {
        String path = "/v1/dead-letters:" + what;
        String request = "{\"filter\":{\"account\":\"%s\",\"stream\":\"%s\"}%s}".formatted(account, test, more);
        JsonNode body = more.contains("dryRun")
                ? body(service().postJson(path, request))
                : service().finished(path, request);
        return Map.of(
                "matched", body.path("matched").asLong(),
                "notRedrivable", body.path("notRedrivable").asLong(),
                "redriven", body.path("redriven").asLong(),
                "left", body.path("left").asLong());
    }

    private List<ConsumerRecord<byte[], byte[]>> redriven(String test) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (TopicTail tail = new TopicTail(service().kafka(), TopicNames.CAPTURED_LIVE)) {
            for (ConsumerRecord<byte[], byte[]> record : tail.seenToEnd()) {
                if (record.key() != null && new String(record.key(), UTF_8).startsWith(stream(test) + "/")) {
                    found.add(record);
                }
            }
        }
        return found;
    }

    /** As a processor writes it: what the record came with first, then the cause. */
    private ProducerRecord<byte[], byte[]> captured(String test, String item, long offset) {
        return letter(
                stream(test) + "/" + item,
                "fake-form",
                TopicNames.CAPTURED_LIVE + "-1-" + offset,
                List.of(
                        Map.entry("original-gapless-stream", stream(test)),
                        Map.entry("gapless-item", item),
                        Map.entry("gapless-received-us", "now"),
                        Map.entry("original-original-x", "y")));
    }

    private ProducerRecord<byte[], byte[]> refusedAgain(ConsumerRecord<byte[], byte[]> record) {
        List<Map.Entry<String, String>> came = new ArrayList<>();
        for (Header header : record.headers()) {
            boolean escaped =
                    header.key().equals("gapless-stream") || header.key().startsWith("original-");
            came.add(Map.entry(escaped ? "original-" + header.key() : header.key(), new String(header.value(), UTF_8)));
        }
        return letter(new String(record.key(), UTF_8), "fake-form", TopicNames.CAPTURED_LIVE + "-1-999", came);
    }

    private static ProducerRecord<byte[], byte[]> letter(
            String key, String rule, String where, List<Map.Entry<String, String>> came) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(TopicNames.DEAD_LETTERS, key.getBytes(UTF_8), BYTES);
        came.forEach(each -> record.headers().add(each.getKey(), each.getValue().getBytes(UTF_8)));
        String[] names = key.split("/", -1);
        String stream = String.join("/", List.of(names).subList(0, 3));
        new DeadLetter(stream, where, rule, "3 parts", "repair it", BYTES)
                .headers()
                .forEach(record.headers()::add);
        return record;
    }

    private static List<String> headers(ConsumerRecord<byte[], byte[]> record) {
        List<String> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(header.key() + "=" + new String(header.value(), UTF_8)));
        return headers;
    }
}
