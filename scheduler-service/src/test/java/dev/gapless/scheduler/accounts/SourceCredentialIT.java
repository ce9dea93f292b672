package dev.gapless.scheduler.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestServers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Credentials of sources, and the budget of calls that is kept for miners without Redis. One scheduler for both. */
@ExtendWith(OutputCaptureExtension.class)
class SourceCredentialIT {

    private static final String SECRET = "ghp-top_secret.of-the-source";

    @TempDir
    private static Path directory;

    private static final FakeCoverageService CHECKPOINT = new FakeCoverageService();
    private static RunningScheduler scheduler;

    private final String source = TestServers.unique("src");
    private final String credentials = "/v1/sources/%s/credentials".formatted(source);

    @BeforeAll
    static void start() {
        // nothing is planned, so the gaps of these tests stay as they are
        CHECKPOINT.mood(FakeCoverageService.Mood.FAILING);
        scheduler = RunningScheduler.start(
                SchedulerTables.fresh(),
                new FakeClock(Instant.parse("2026-03-01T12:00:00Z")),
                CHECKPOINT.url(),
                directory,
                "--gapless.scheduler.accounts.keyset-look=100ms");
    }

    @AfterAll
    static void stop() {
        scheduler.close();
        CHECKPOINT.close();
    }

    @BeforeEach
    void apply() {
        assertThat(scheduler.put("/v1/sources/" + source, "source: " + source).statusCode())
                .isEqualTo(201);
    }

    @Test
    void credentials_of_a_source_come_out_for_services_alone(CapturedOutput output) {
        assertThat(put("one", SECRET).statusCode()).isEqualTo(201);
        assertThat(put("two", "other").statusCode()).isEqualTo(201);
        HttpResponse<String> again = put("one", SECRET + "-2");
        HttpResponse<String> unquoted = scheduler.put(credentials + "/one", "{\"credential\":%s}".formatted(SECRET));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(unquoted.statusCode()).as(unquoted.body()).isEqualTo(400);
        assertThat(List.of(
                        again.body(),
                        unquoted.body(),
                        scheduler.get(credentials).body()))
                .noneMatch(body -> body.contains("ghp-top"));
        assertThat(scheduler.get(credentials).body()).contains("\"name\":\"one\"", "\"name\":\"two\"");
        assertThat(output.getAll()).doesNotContain("ghp-top");
        assertThat(pool(RunningScheduler.ADMIN).statusCode()).isEqualTo(403);
        assertThat(pool(RunningScheduler.SERVICE).body())
                .isEqualTo(
                        "{\"credentials\":[{\"name\":\"one\",\"credential\":\"%s-2\"},{\"name\":\"two\",\"credential\":\"other\"}]}"
                                .formatted(SECRET));
    }

    @Test
    void one_is_removed_and_all_are_with_their_source() {
        put("one", "a");
        put("two", "b");

        assertThat(call("DELETE", credentials + "/one").statusCode()).isEqualTo(204);
        assertThat(call("DELETE", credentials + "/one").statusCode()).isEqualTo(404);
        assertThat(pool(RunningScheduler.SERVICE).body()).doesNotContain("one").contains("two");

        assertThat(call("DELETE", "/v1/sources/" + source).statusCode()).isEqualTo(204);
        assertThat(rows()).isZero();
        assertThat(put("three", "c").statusCode()).isEqualTo(404);
    }

    @Test
    void a_new_one_frees_what_its_like_were_refused_for_alone() {
        scheduler.put("/v1/accounts/" + source + "/ann", "{}");
        scheduler.put("/v1/accounts/" + source + "/bob", "{\"credential\":\"own\"}");
        gap("a", "ann", "the credential is refused with status 401");
        gap("b", "bob", "the credential is refused with status 401");
        gap("c", "ann", "status 404 (expected: 200)");

        put("one", SECRET);

        assertThat(scheduler
                        .jdbc()
                        .sql("select id from gap where source = :source and attempts = 0")
                        .param("source", source)
                        .query((row, number) -> row.getString("id"))
                        .list())
                .containsExactly(source + "a");
    }

    private void gap(String id, String account, String reason) {
        scheduler
                .jdbc()
                .sql("""
                        insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state,
                                         near, generation, attempts, due_at, reason, opened_at, updated_at)
                        values (:id, :source, :account, 'comments', :from, :from + 1, 1, 'GAP_FILL', 'first-run', 'STUCK', true, 0, 5,
                                timestamptz '2026-03-02 12:00:00Z', :reason, timestamptz '2026-03-01 11:00:00Z',
                                timestamptz '2026-03-01 11:00:00Z')
                        """)
                .param("id", source + id)
                .param("source", source)
                .param("account", account)
                .param("from", (long) id.charAt(0))
                .param("reason", reason)
                .update();
    }

    @Test
    void a_pause_is_told_to_each_that_asks() {
        call(
                "POST",
                "/internal/v1/call-budget:pause",
                "{\"source\":\"%s\",\"holder\":{\"account\":\"one\",\"pooled\":true},\"micros\":90000000}"
                        .formatted(source));

        JsonNode answer = admit(
                "[{\"account\":\"two\",\"pooled\":true},{\"account\":\"one\",\"pooled\":true}]", 1_000_000, 2, 0, 0);

        assertThat(answer.at("/pausedMicros/0").asLong()).isZero();
        assertThat(answer.at("/pausedMicros/1").asLong()).isBetween(80_000_000L, 90_000_000L);
    }

    @Test
    void what_is_no_credential_is_refused_with_what_is_expected() {
        assertThat(put("One!", "a").statusCode()).isEqualTo(422);
        assertThat(put("one", " ").statusCode()).isEqualTo(422);
        assertThat(rows()).isZero();
    }

    @Test
    void they_are_sealed_anew_when_the_keys_are_rotated() throws Exception {
        put("one", SECRET);
        KeysetFile keyset = new KeysetFile(directory.resolve("keyset.json"));
        byte[] former = keyset.ring().firstPrefix();
        keyset.add();
        await().until(() -> ring().sameKeys(keyset.ring()));
        keyset.promote();
        await().until(() -> ring().sameKeys(keyset.ring()));

        await().until(() -> scheduler
                        .jdbc()
                        .sql("""
                                select (select count(*) from source_credential
                                         where substring(credential from 1 for 5) = :former)
                                       + (select count(*) from data_key where substring(wrapped from 1 for 5) = :former)
                                """)
                        .param("former", former)
                        .query(Integer.class)
                        .single()
                == 0);
        assertThat(pool(RunningScheduler.SERVICE).body()).contains(SECRET);
    }

    private static KeyRing ring() {
        return scheduler.bean(CredentialCipher.class).ring().require();
    }

    @Test
    void a_dry_run_gives_the_source_nothing() {
        HttpResponse<String> plan = scheduler.put(credentials + "/one?dryRun=true", body("a"));

        assertThat(plan.statusCode()).isEqualTo(200);
        assertThat(plan.body()).contains("\"creates\":true").doesNotContain("\"a\"");
        assertThat(rows()).isZero();
    }

    /** Two schedulers' worth of callers: what is granted in all is what the budget has. */
    @Test
    void calls_that_are_asked_for_at_once_are_counted_one_after_the_other() throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            // none comes back while a busy machine asks
            Callable<JsonNode> call = () -> admit("[{\"account\":\"ann\",\"pooled\":false}]", 600_000_000, 5, 0, 0);
            List<Future<JsonNode>> answers = callers.invokeAll(Collections.nCopies(40, call));
            int granted = 0;
            for (Future<JsonNode> answer : answers) {
                granted += answer.get().get("granted").asBoolean() ? 1 : 0;
            }

            assertThat(granted).isEqualTo(5);
        }
        JsonNode denied = admit("[{\"account\":\"ann\",\"pooled\":false}]", 600_000_000, 5, 0, 0);
        assertThat(denied.get("waitMicros").asLong()).isBetween(1L, 600_000_000L);
        assertThat(denied.get("untilFullMicros").asLong()).isBetween(3_000_000_000L, 3_600_000_000L);
    }

    @Test
    void calls_that_were_not_counted_here_are_taken_for_made() {
        JsonNode denied = admit("[{\"account\":\"bob\",\"pooled\":false}]", 1_000_000, 5, 0, 7_000_000);

        assertThat(denied.get("granted").asBoolean()).isFalse();
        assertThat(denied.get("waitMicros").asLong()).isEqualTo(3_000_000);
    }

    @Test
    void of_a_pool_the_one_with_most_left_is_used_and_a_paused_one_is_not() {
        String pool = "[{\"account\":\"one\",\"pooled\":true},{\"account\":\"two\",\"pooled\":true}]";
        assertThat(admit(pool, 60_000_000, 2, 0, 0).get("holder").asInt()).isZero();
        assertThat(admit(pool, 60_000_000, 2, 0, 0).get("holder").asInt()).isEqualTo(1);

        call(
                "POST",
                "/internal/v1/call-budget:pause",
                "{\"source\":\"%s\",\"holder\":{\"account\":\"one\",\"pooled\":true},\"micros\":90000000}"
                        .formatted(source));

        assertThat(admit(pool, 60_000_000, 2, 0, 0).get("holder").asInt()).isEqualTo(1);
        assertThat(admit(pool, 60_000_000, 2, 0, 0).get("granted").asBoolean()).isFalse();
    }

    @Test
    void what_is_no_budget_is_refused_with_what_is_expected() {
        String one = "{\"account\":\"one\",\"pooled\":true}";
        for (String holders : List.of("[]", "[%s,%s]".formatted(one, one))) {
            assertThat(asked(holders, 1, 1, 0, 0).statusCode()).as(holders).isEqualTo(422);
        }
        for (String holders : List.of("null", "[null]")) {
            assertThat(asked(holders, 1, 1, 0, 0).statusCode()).as(holders).isEqualTo(400);
        }
        assertThat(asked("[" + one + "]", 0, 1, 0, 0).body()).contains("intervalMicros: 0 (expected: 1 to");
        assertThat(asked("[" + one + "]", 1, 0, 0, 0).body()).contains("burst: 0 (expected: 1 to");
        assertThat(asked("[" + one + "]", 1, 1, Long.MAX_VALUE, 0).body()).contains("patienceMicros");
        assertThat(asked("[" + one + "]", 1, 1, 0, Long.MIN_VALUE).body()).contains("notFullBeforeMicros");
        assertThat(call(
                                "POST",
                                "/internal/v1/call-budget:pause",
                                "{\"source\":\"%s\",\"holder\":%s,\"micros\":%d}"
                                        .formatted(source, one, Long.MAX_VALUE))
                        .statusCode())
                .isEqualTo(422);
        assertThat(call(
                                "POST",
                                "/internal/v1/call-budget:pause",
                                "{\"source\":\"%s\",\"holder\":null,\"micros\":1}".formatted(source))
                        .statusCode())
                .isEqualTo(400);
    }

    private JsonNode admit(String holders, long interval, int burst, long patience, long notFullBefore) {
        HttpResponse<String> answer = asked(holders, interval, burst, patience, notFullBefore);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private HttpResponse<String> asked(String holders, long interval, int burst, long patience, long notFullBefore) {
        return call(
                "POST",
                "/internal/v1/call-budget:admit",
                "{\"source\":\"%s\",\"holders\":%s,\"intervalMicros\":%d,\"burst\":%d,\"patienceMicros\":%d,\"notFullBeforeMicros\":%d}"
                        .formatted(source, holders, interval, burst, patience, notFullBefore));
    }

    private HttpResponse<String> put(String name, String credential) {
        return scheduler.put(credentials + "/" + name, body(credential));
    }

    private static String body(String credential) {
        return "{\"credential\":\"%s\"}".formatted(credential);
    }

    private HttpResponse<String> pool(String token) {
        return scheduler.call("GET", "/internal" + credentials, token, null);
    }

    private static HttpResponse<String> call(String method, String path) {
        return scheduler.call(method, path, RunningScheduler.ADMIN, null);
    }

    private static HttpResponse<String> call(String method, String path, String body) {
        return scheduler.call(method, path, RunningScheduler.SERVICE, body);
    }

    private int rows() {
        return scheduler
                .jdbc()
                .sql("select count(*) from source_credential where source = :source")
                .param("source", source)
                .query(Integer.class)
                .single();
    }
}
