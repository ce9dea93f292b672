package dev.gapless.scheduler.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.TopicNames;
import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.TopicReader;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestDatabase;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** One scheduler for all tests, but for those that stop it: what each test does is of a source of its own. */
@ExtendWith(OutputCaptureExtension.class)
class AccountServiceIT {

    private static final Path CHAIN =
            Path.of("..", "connectors", "src", "main", "resources", "connectors", "evm-logs.yaml");
    private static final String SECRET = "eyJhbGciOi.J9-top_secret.c3lnbmF0dXJl";

    @TempDir
    private static Path directory;

    private static final TestDatabase DATABASE = SchedulerTables.fresh();
    private static final FakeClock CLOCK = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private static final FakeCoverageService CHECKPOINT = new FakeCoverageService();
    private static @Nullable RunningScheduler shared;

    private final String source = TestServers.unique("src");
    private final String key = source + "/alice";
    private final String account = "/v1/accounts/" + key;
    private final String credential = "/internal" + account + "/credential";
    private RunningScheduler scheduler;

    @BeforeEach
    void follow() {
        scheduler = shared == null ? start(directory) : shared;
        shared = scheduler;
        assertThat(scheduler.put("/v1/sources/" + source, "source: " + source).statusCode())
                .isEqualTo(201);
    }

    /** For the tests after this one another is started. */
    private void stop() {
        scheduler.close();
        shared = null;
    }

    @AfterEach
    void stopWhatIsNotShared() {
        if (!scheduler.equals(shared)) {
            scheduler.close();
        }
    }

    private static RunningScheduler start(Path keys, String... settings) {
        return start(DATABASE, keys, settings);
    }

    private static RunningScheduler start(TestDatabase database, Path keys, String... settings) {
        return RunningScheduler.start(database, CLOCK, CHECKPOINT.url(), keys, settings);
    }

    @AfterAll
    static void stopAll() {
        if (shared != null) {
            shared.close();
        }
        CHECKPOINT.close();
    }

    @Test
    void a_credential_is_nowhere_to_be_read_but_at_the_internal_endpoint(CapturedOutput output) {
        HttpResponse<String> answer = scheduler.put(account, "{\"credential\":\"%s\"}".formatted(SECRET));
        HttpResponse<String> malformed =
                scheduler.put(account, "{\"credential\":\"%s\",\"streams\":7}".formatted(SECRET));
        HttpResponse<String> unquoted = scheduler.put(account, "{\"credential\":%s}".formatted(SECRET));
        HttpResponse<String> refused =
                scheduler.put(account, "{\"credential\":\"%s\",\"streams\":[\"none\"]}".formatted(SECRET));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(unquoted.statusCode()).isEqualTo(400);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(List.of(
                        answer.body(),
                        malformed.body(),
                        unquoted.body(),
                        refused.body(),
                        scheduler.get("/v1/accounts").body(),
                        scheduler.get(account).body()))
                .noneMatch(body -> body.contains("eyJhbGciOi"))
                .anyMatch(body -> body.contains("\"hasCredential\":true"));
        assertThat(dump())
                .contains(key.substring(0, key.indexOf('/')))
                .doesNotContain(SECRET)
                .doesNotContain(HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8)));
        assertThat(output.getAll()).doesNotContain(SECRET);
        assertThat(scheduler
                        .call("GET", credential, RunningScheduler.SERVICE, null)
                        .body())
                .isEqualTo("{\"credential\":\"%s\"}".formatted(SECRET));
    }

    /** Every row of every table, as text. */
    private String dump() {
        StringBuilder dump = new StringBuilder();
        List<String> tables = scheduler
                .jdbc()
                .sql("select table_name from information_schema.tables where table_schema = 'scheduler'")
                .query((row, number) -> row.getString("table_name"))
                .list();
        for (String table : tables) {
            scheduler
                    .jdbc()
                    .sql("select cast(t as text) as line from scheduler." + table + " t")
                    .query((row, number) -> row.getString("line"))
                    .list()
                    .forEach(dump::append);
        }
        return dump.toString();
    }

    @Test
    void the_internal_endpoint_is_for_services_alone() {
        scheduler.put(account, "{\"credential\":\"%s\"}".formatted(SECRET));

        HttpResponse<String> asOperator = scheduler.call("GET", credential, RunningScheduler.ADMIN, null);
        assertThat(asOperator.statusCode()).isEqualTo(403);
        assertThat(asOperator.body()).doesNotContain(SECRET).doesNotContain("eyJhbGciOi");
        assertThat(scheduler.call("GET", credential, null, null).statusCode()).isEqualTo(401);
        assertThat(scheduler.call("GET", credential, "wrong", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void an_account_without_credential_is_no_content_and_an_unknown_one_is_not_found() {
        scheduler.put(account, "{}");

        assertThat(scheduler
                        .call("GET", credential, RunningScheduler.SERVICE, null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(scheduler
                        .call(
                                "GET",
                                "/internal/v1/accounts/" + source + "/bob/credential",
                                RunningScheduler.SERVICE,
                                null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_scheduler_with_other_keys_refuses_to_start(@TempDir Path keys, @TempDir Path elsewhere) throws IOException {
        TestDatabase database = SchedulerTables.fresh();
        start(database, keys).close();
        assertThatThrownBy(() -> start(database, elsewhere))
                .as("its file is missing, and a new one would open nothing")
                .rootCause()
                .hasMessageContaining("keyset.json is missing")
                .hasMessageContaining("copy it from another scheduler");

        new KeysetFile(elsewhere.resolve("keyset.json")).create();
        assertThatThrownBy(() -> start(database, elsewhere))
                .hasStackTraceContaining("is not the one that this database's credentials are sealed with")
                .hasStackTraceContaining("give every scheduler the same file");

        Files.copy(keys.resolve("keyset.json"), elsewhere.resolve("keyset.json"), StandardCopyOption.REPLACE_EXISTING);
        start(database, elsewhere).close();
    }

    @Test
    void credentials_need_the_keys_that_they_were_sealed_with(@TempDir Path keys, @TempDir Path elsewhere)
            throws IOException {
        TestDatabase database = SchedulerTables.fresh();
        try (RunningScheduler sealing = start(database, keys)) {
            sealing.put("/v1/sources/" + source, "source: " + source);
            sealing.put(account, "{\"credential\":\"%s\"}".formatted(SECRET));
            // as it was before the check was there
            sealing.jdbc().sql("delete from scheduler.keyset_check").update();
        }
        new KeysetFile(elsewhere.resolve("keyset.json")).create();
        Files.delete(keys.resolve("keyset.json"));

        assertThatThrownBy(() -> start(database, elsewhere))
                .hasStackTraceContaining("is not the one that this database's credentials are sealed with");
        assertThatThrownBy(() -> start(database, keys)).rootCause().hasMessageContaining("restore it from its backup");
        assertThat(keys.resolve("keyset.json")).doesNotExist();
    }

    @Test
    void assignments_are_published_again_when_their_topic_was_lost() throws Exception {
        scheduler.put(account, "{}");
        awaitAssignment(1);
        stop();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, TestServers.get().kafkaBootstrapServers()))) {
            admin.deleteTopics(List.of(TopicNames.CAPTURE_ASSIGNMENTS)).all().get();
        }

        scheduler = start(directory, "--gapless.scheduler.accounts.assignment-comparison=100ms");

        awaitAssignment(1);
    }

    @Test
    void an_assignment_of_nobody_is_ended_and_a_different_one_replaced() {
        scheduler.put(account, "{}");
        awaitAssignment(1);
        @SuppressWarnings("unchecked") // a bean is asked for by its raw type
        KafkaOperations<String, byte[]> kafka = scheduler.bean(KafkaOperations.class);
        CaptureAssignment stranger = new CaptureAssignment(source, "stranger", List.of("posts"), 9);
        kafka.send(TopicNames.CAPTURE_ASSIGNMENTS, stranger.key(), stranger.toBytes())
                .join();
        kafka.send(
                        TopicNames.CAPTURE_ASSIGNMENTS,
                        key,
                        new CaptureAssignment(source, "alice", List.of("other"), 77).toBytes())
                .join();
        stop();

        scheduler = start(directory, "--gapless.scheduler.accounts.assignment-comparison=100ms");

        try (TopicReader topic = new TopicReader(TopicNames.CAPTURE_ASSIGNMENTS)) {
            await().untilAsserted(() -> {
                assertThat(topic.of(stranger.key()))
                        .last()
                        .satisfies(ended -> assertThat(ended.value()).isNull());
                assertThat(topic.of(key))
                        .last()
                        .satisfies(right -> assertThat(CaptureAssignment.fromBytes(right.value())
                                        .streams())
                                .doesNotContain("other"));
            });
        }
    }

    private void awaitAssignment(int count) {
        try (TopicReader topic = new TopicReader(TopicNames.CAPTURE_ASSIGNMENTS)) {
            await().until(() -> topic.of(key).size() >= count);
        }
    }

    @Test
    void a_credential_is_kept_until_another_or_an_empty_one_is_given() {
        scheduler.put(account, "{\"credential\":\"%s\"}".formatted(SECRET));
        assertThat(scheduler.put(account, "{\"streams\":[\"posts\"]}").statusCode())
                .isEqualTo(200);
        assertThat(scheduler
                        .call("GET", credential, RunningScheduler.SERVICE, null)
                        .body())
                .contains(SECRET);

        scheduler.put(account, "{\"credential\":\"\"}");
        assertThat(scheduler
                        .call("GET", credential, RunningScheduler.SERVICE, null)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void captures_are_told_of_what_an_account_follows_and_of_every_change_of_it() {
        scheduler.put(account, "{}");
        try (TopicReader assignments = new TopicReader(TopicNames.CAPTURE_ASSIGNMENTS)) {
            CaptureAssignment first = awaitAssignment(assignments, 1);
            assertThat(first.streams()).containsExactly("blocks", "posts");

            scheduler.put(account, "{\"streams\":[\"posts\",\"comments\"]}");
            CaptureAssignment second = awaitAssignment(assignments, 2);
            assertThat(second.streams()).containsExactly("posts");
            assertThat(second.revision()).isGreaterThan(first.revision());

            scheduler.put("/v1/sources/" + source, "source: " + source + "\nchanged: true");
            CaptureAssignment third = awaitAssignment(assignments, 3);
            assertThat(third.revision()).isGreaterThan(second.revision());

            assertThat(scheduler
                            .call("DELETE", account, RunningScheduler.ADMIN, null)
                            .statusCode())
                    .isEqualTo(204);
            assertThat(scheduler
                            .call("DELETE", account, RunningScheduler.ADMIN, null)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(awaitRecord(assignments, 4).value()).isNull();

            assertThat(scheduler.put(account, "{}").statusCode()).isEqualTo(201);
            assertThat(awaitAssignment(assignments, 5).revision()).isGreaterThan(third.revision());
        }
    }

    @Test
    void an_assignment_that_a_crash_kept_from_the_topic_is_published_after_the_restart() {
        scheduler.put(account, "{}");
        try (TopicReader assignments = new TopicReader(TopicNames.CAPTURE_ASSIGNMENTS)) {
            awaitAssignment(assignments, 1);
            changeWithoutTelling();

            scheduler = start(directory);

            assertThat(awaitAssignment(assignments, 2).streams()).containsExactly("posts");
        }
    }

    /** The state that a crash leaves between the commit and the send: the row is changed, and no capture was told. */
    private void changeWithoutTelling() {
        stop();
        DriverManagerDataSource dataSource =
                new DriverManagerDataSource(DATABASE.jdbcUrl(), DATABASE.user(), DATABASE.password());
        int changed = JdbcClient.create(dataSource)
                .sql("update scheduler.account set streams = '{posts}', revision = revision + 1 where source = :source")
                .param("source", source)
                .update();
        assertThat(changed).isEqualTo(1);
    }

    @Test
    void an_unchanged_account_is_not_told_again() {
        scheduler.put(account, "{\"credential\":\"%s\"}".formatted(SECRET));
        String before = scheduler.get(account).body();

        scheduler.put(account, "{\"credential\":\"%s\"}".formatted(SECRET));

        assertThat(scheduler.get(account).body()).isEqualTo(before);
    }

    @Test
    void lines_are_carried_out_or_refused_one_by_one_and_the_same_lines_again_change_nothing(CapturedOutput output) {
        String lines = """
                {"source":"SRC","account":"alice","credential":"SECRET"}
                {"source":"SRC","account":"bob","streams":["posts"],"since":"2026-01-01T00:00:00Z"}

                {"source":"nowhere","account":"carl"}
                {"source":"SRC","account":"d d"}
                {"source":"SRC","account":"dora","credential":"SECRET","streams":7}
                {"source":"SRC","account":"emil","sinse":"2026-01-01T00:00:00Z"}
                {"source":"SRC","account":"fred"}
                {"source":"SRC","account":"fred","remove":true}
                """.replace("SRC", source).replace("SECRET", SECRET);

        String first = imported(lines);
        String again = imported(lines);

        assertThat(first)
                .contains("\"lines\":8,\"followed\":3,\"changed\":0,\"unchanged\":0,\"removed\":1,\"refused\":4")
                .contains("\"line\":4,\"value\":\"nowhere\"", "\"line\":5,\"value\":\"d d\"", "\"line\":6", "\"sinse\"")
                .doesNotContain(SECRET);
        assertThat(again).contains("\"followed\":1,\"changed\":0,\"unchanged\":2,\"removed\":1");
        assertThat(scheduler.get("/v1/accounts?source=" + source).body())
                .contains("\"account\":\"alice\"", "\"account\":\"bob\",\"streams\":[\"posts\"]")
                .doesNotContain("fred");
        assertThat(scheduler
                        .get("/v1/accounts?source=%s&limit=1&after=%s/alice".formatted(source, source))
                        .body())
                .contains("bob")
                .doesNotContain("alice");
        assertThat(scheduler
                        .call("GET", credential, RunningScheduler.SERVICE, null)
                        .body())
                .contains(SECRET);
        assertThat(output.getAll()).doesNotContain(SECRET);
    }

    /** The import locks alice before bob. The other way round would end one of the two as a deadlock. */
    @Test
    void accounts_are_told_in_the_order_in_which_an_import_locks_them() throws Exception {
        imported("""
                {"source":"SRC","account":"alice"}
                {"source":"SRC","account":"bob"}
                """.replace("SRC", source));
        DriverManagerDataSource dataSource = new DriverManagerDataSource(
                DATABASE.jdbcUrl() + "?currentSchema=scheduler", DATABASE.user(), DATABASE.password());
        JdbcClient jdbc = JdbcClient.create(dataSource);
        AssignmentLedger ledger = new AssignmentLedger(jdbc);
        await().until(() -> toldHere(ledger).size() == 2);
        List<AssignmentLedger.Untold> bobFirst = toldHere(ledger).stream()
                .map(told -> new AssignmentLedger.Untold(told.account(), told.open(), told.revision()))
                .sorted(Comparator.comparing(
                        (AssignmentLedger.Untold one) -> one.account().account(), Comparator.reverseOrder()))
                .toList();
        TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));

        CompletableFuture<Void> telling = transactions.execute(importing -> {
            lock(jdbc, "alice");
            CompletableFuture<Void> other = CompletableFuture.runAsync(
                    () -> transactions.executeWithoutResult(publishing -> ledger.told(bobFirst)));
            await().until(() -> JdbcClient.create(dataSource)
                            .sql("select count(*) from pg_locks where not granted")
                            .query(Long.class)
                            .single()
                    > 0);
            lock(jdbc, "bob");
            return other;
        });

        assertThat(telling).succeedsWithin(Duration.ofSeconds(60));
    }

    private List<AssignmentLedger.Told> toldHere(AssignmentLedger ledger) {
        return ledger.told().stream()
                .filter(told -> told.account().source().equals(source))
                .toList();
    }

    private void lock(JdbcClient jdbc, String name) {
        assertThat(jdbc.sql("select account from account where source = :source and account = :account for update")
                        .param("source", source)
                        .param("account", name)
                        .query(String.class)
                        .single())
                .isEqualTo(name);
    }

    private String imported(String lines) {
        HttpResponse<String> answer = scheduler.call("POST", "/v1/accounts:import", RunningScheduler.ADMIN, lines);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void a_bad_account_is_refused_with_the_remedy() {
        assertThat(scheduler.put("/v1/accounts/nowhere/alice", "{}").statusCode())
                .isEqualTo(404);
        assertThat(scheduler.put(account, "{\"since\":\"yesterday\"}").statusCode())
                .isEqualTo(422);
        assertThat(scheduler.put("/v1/accounts/" + source + "/a%20b", "{}").body())
                .contains("\"remedy\"");
    }

    @Test
    void a_chains_account_is_an_address_in_one_spelling_and_begins_at_a_block() throws IOException {
        String shipped = Files.readString(CHAIN);
        String manifest =
                shipped.substring(shipped.indexOf("type: evm")).replace("source: evm", "source: " + source + "c");
        assertThat(scheduler.put("/v1/sources/" + source + "c", manifest).statusCode())
                .isEqualTo(201);
        String address = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
        String chain = "/v1/accounts/" + source + "c/";

        assertThat(scheduler.put(chain + "alice", "{}").body())
                .contains("account: 'alice' (expected: a contract's address: 0x and 40 hexadecimal digits");
        HttpResponse<String> mixedCase = scheduler.put(chain + "0x5FbDB2315678afecb367f032d93F642f64180aa3", "{}");
        assertThat(mixedCase.statusCode()).isEqualTo(422);
        assertThat(mixedCase.body()).contains("Write it as " + address + ".");
        assertThat(imported("{\"source\":\"%sc\",\"account\":\"%s\"}".formatted(source, address + "0")))
                .contains("\"refused\":1", "a contract's address");
        assertThat(scheduler
                        .put(chain + address, "{\"since\":\"2026-01-01T00:00:00Z\"}")
                        .body())
                .contains("expected: a position, because the streams are numbered");
        assertThat(scheduler.put(chain + address, "{\"since\":\"7\"}").statusCode())
                .isEqualTo(201);
        assertThat(scheduler.get(chain + address).body()).contains("\"since\":\"7\"");
    }

    private ConsumerRecord<String, byte[]> awaitRecord(TopicReader assignments, int count) {
        return await().until(() -> assignments.of(key), records -> records.size() >= count)
                .get(count - 1);
    }

    private CaptureAssignment awaitAssignment(TopicReader assignments, int count) {
        return CaptureAssignment.fromBytes(awaitRecord(assignments, count).value());
    }
}
