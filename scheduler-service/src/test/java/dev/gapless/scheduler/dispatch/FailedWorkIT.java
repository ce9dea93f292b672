package dev.gapless.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.TopicReader;
import dev.gapless.scheduler.time.InstantParameters;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** What failed waits, and goes on when its cause is repaired. Each test has a source of its own, which it repairs. */
class FailedWorkIT {

    private static final FakeClock CLOCK = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String REFUSED = "the credential is refused with status 401";
    private static final String UNREADABLE = "unreadable page, kept in the dead letters: page-order";

    /** A gap or a poll, as its row says. */
    private record Waiting(boolean out, int attempts, Instant due) {}

    @TempDir
    static Path directory;

    private static FakeCoverageService checkpoint;
    private static RunningScheduler scheduler;

    private final String source = TestServers.unique("src");
    private TopicReader tasks;

    /** Streams are planned when something is heard of them, and not again for five minutes. */
    @BeforeAll
    static void startAll() {
        checkpoint = new FakeCoverageService();
        scheduler = RunningScheduler.start(
                SchedulerTables.fresh(), CLOCK, checkpoint.url(), directory, "--gapless.scheduler.planning.sweep=5m");
    }

    @AfterAll
    static void stopAll() {
        scheduler.close();
        checkpoint.close();
    }

    @BeforeEach
    void follow() {
        tasks = new TopicReader(TopicNames.MINING_TASKS);
        putManifest("");
        assertThat(scheduler
                        .put("/v1/accounts/%s/ann".formatted(source), "{\"credential\":\"old\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    @AfterEach
    void leave() {
        scheduler.call("DELETE", "/v1/accounts/%s/ann".formatted(source), RunningScheduler.ADMIN, null);
        tasks.close();
    }

    private void putManifest(String more) {
        assertThat(scheduler
                        .put("/v1/sources/" + source, "source: %s\n%s".formatted(source, more))
                        .statusCode())
                .isBetween(200, 201);
    }

    private void putCredential() {
        assertThat(scheduler
                        .put("/v1/accounts/%s/ann".formatted(source), "{\"credential\":\"new\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    private String key(String stream) {
        return "%s/ann/%s".formatted(source, stream);
    }

    /** A gap of three seconds, ten minutes ago. */
    private static Range lost() {
        long from = MicrosecondTime.of(CLOCK.instant().minusSeconds(600));
        return Range.of(from, from + 3_000_000);
    }

    private MiningTask awaitTask(String stream, MiningMode mode, int count) {
        return await().atMost(TIMEOUT)
                .until(() -> sent(stream, mode), found -> found.size() >= count)
                .get(count - 1);
    }

    private List<MiningTask> sent(String stream, MiningMode mode) {
        return tasks.of(key(stream)).stream()
                .map(message -> MiningTask.fromBytes(message.value()))
                .filter(task -> task.mode() == mode)
                .toList();
    }

    private void assertOneTaskOf(String stream) {
        int before = checkpoint.questions();
        await().atMost(TIMEOUT).until(() -> checkpoint.questions() > before + 10);
        assertThat(sent(stream, MiningMode.GAP_FILL)).hasSize(1);
    }

    /** A gap that is handed out for the first time. */
    private MiningTask underWay(String stream) {
        checkpoint.frontier(key(stream), 500);
        checkpoint.missing(key(stream), stream.equals("blocks") ? Range.of(10, 20) : lost());
        return awaitTask(stream, MiningMode.GAP_FILL, 1);
    }

    /** One that is handed out for the last time before an hour has to go by. */
    private MiningTask oftenTried(String stream) {
        MiningTask task = underWay(stream);
        scheduler
                .jdbc()
                .sql("update gap set attempts = 4 where id = :id")
                .param("id", task.gapId())
                .update();
        return task;
    }

    /** A gap that was refused for the last time before an hour has to go by. */
    private void stuck(String stream, String reason) {
        refuse(oftenTried(stream), reason);
        awaitState(stream, "STUCK");
    }

    private static void refuse(MiningTask task, String reason) {
        MiningProgress refused = new MiningProgress(
                new MiningProgress.TaskRef(task.taskId(), task.gapId(), task.stream(), task.epoch()),
                Outcome.REFUSED,
                null,
                null,
                reason,
                0,
                0,
                CLOCK.instant());
        @SuppressWarnings("unchecked")
        KafkaTemplate<String, byte[]> kafka = scheduler.bean(KafkaTemplate.class);
        kafka.send(TopicNames.MINING_PROGRESS, task.stream().key(), refused.toBytes())
                .join();
    }

    private void awaitState(String stream, String state) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scheduler
                                .get("/v1/gaps?source=%s&stream=%s".formatted(source, stream))
                                .body())
                        .contains("\"state\":\"" + state + "\""));
    }

    private static Waiting gap(MiningTask task) {
        return scheduler
                .jdbc()
                .sql("select state = 'SCHEDULED' as out, attempts, due_at from gap where id = :id")
                .param("id", task.gapId())
                .query((row, number) -> new Waiting(
                        row.getBoolean("out"), row.getInt("attempts"), InstantParameters.instant(row, "due_at")))
                .single();
    }

    private Waiting poll(String stream) {
        return scheduler
                .jdbc()
                .sql("select scheduled, attempts, next_at from poll where source = :source and stream = :stream")
                .param("source", source)
                .param("stream", stream)
                .query((row, number) -> new Waiting(
                        row.getBoolean("scheduled"), row.getInt("attempts"), InstantParameters.instant(row, "next_at")))
                .single();
    }

    @Test
    void a_new_credential_or_manifest_frees_what_it_could_mend_and_nothing_else() {
        stuck("posts", REFUSED);
        stuck("comments", UNREADABLE);
        stuck("blocks", "mass-deletion: 40 of 50 items are no longer listed");

        putCredential();
        awaitTask("posts", MiningMode.GAP_FILL, 2);
        awaitState("comments", "STUCK");
        assertOneTaskOf("comments");
        awaitState("blocks", "STUCK");

        putManifest("mended");
        awaitState("comments", "OPEN");
        assertOneTaskOf("comments");
        // miners know the new one by then
        CLOCK.advance(Duration.ofSeconds(15));
        awaitTask("comments", MiningMode.GAP_FILL, 2);
        assertThat(awaitTask("blocks", MiningMode.GAP_FILL, 2).resume())
                .as("with the limits of the manifest, and not without a guard")
                .isNull();
    }

    @Test
    void a_refusal_that_was_under_way_when_the_credential_was_repaired_costs_no_hour() {
        MiningTask underWay = oftenTried("posts");

        putCredential();
        refuse(underWay, REFUSED);

        awaitState("posts", "OPEN");
    }

    @Test
    void a_refused_poll_that_was_under_way_when_the_credential_was_repaired_costs_no_hour() {
        MiningTask underWay = oftenTriedPoll();

        putCredential();
        refuse(underWay, REFUSED);

        await().atMost(TIMEOUT)
                .until(() -> !poll("profile").out() || poll("profile").attempts() == 1);
        assertThat(poll("profile").due()).isBefore(CLOCK.instant().plusSeconds(60));
    }

    private MiningTask oftenTriedPoll() {
        MiningTask task = awaitTask("profile", MiningMode.SNAPSHOT, 1);
        assertThat(scheduler
                        .jdbc()
                        .sql("update poll set attempts = 4 where source = :source and stream = 'profile'")
                        .param("source", source)
                        .update())
                .isEqualTo(1);
        return task;
    }

    @Test
    void a_refusal_that_is_judged_while_its_cause_is_repaired_costs_no_hour() {
        MiningTask underWay = oftenTried("posts");

        refuseDuringRepair(underWay, "gap where source = :source and stream = 'posts'");

        await().atMost(TIMEOUT).until(() -> !gap(underWay).out());
        assertThat(gap(underWay))
                .isEqualTo(new Waiting(false, 0, CLOCK.instant().plusSeconds(15)));
    }

    @Test
    void a_refused_poll_that_is_judged_while_its_cause_is_repaired_costs_no_hour() {
        MiningTask underWay = oftenTriedPoll();

        refuseDuringRepair(underWay, "poll where source = :source and stream = 'profile'");

        await().atMost(TIMEOUT).until(() -> !poll("profile").out());
        assertThat(poll("profile"))
                .isEqualTo(new Waiting(false, 0, CLOCK.instant().plusSeconds(15)));
    }

    /** Both wait for the row, and the repair comes first. */
    private void refuseDuringRepair(MiningTask task, String row) {
        CompletableFuture<Void> repair = Objects.requireNonNull(scheduler
                .bean(TransactionOperations.class)
                .execute(status -> {
                    scheduler
                            .jdbc()
                            .sql("select 1 from " + row + " for update")
                            .param("source", source)
                            .query((found, number) -> found.getInt(1))
                            .single();
                    CompletableFuture<Void> repairing = CompletableFuture.runAsync(() -> putManifest("mended"));
                    awaitWaiting(1);
                    refuse(task, UNREADABLE);
                    awaitWaiting(2);
                    return repairing;
                }));
        assertThat(repair).succeedsWithin(TIMEOUT);
    }

    /** So many statements wait for a lock. */
    private static void awaitWaiting(int statements) {
        await().atMost(TIMEOUT)
                .until(() -> scheduler.jdbc().sql("""
                                        select count(*) from pg_stat_activity
                                         where datname = current_database() and wait_event_type = 'Lock'
                                        """).query(Integer.class).single() >= statements);
    }

    @Test
    void what_is_refused_while_miners_may_know_the_former_manifest_alone_costs_no_attempt() {
        MiningTask first = underWay("posts");
        MiningTask poll = awaitTask("profile", MiningMode.SNAPSHOT, 1);
        putManifest("mended");
        Instant known = CLOCK.instant().plusSeconds(15);
        CLOCK.advance(Duration.ofSeconds(14));

        refuse(first, UNREADABLE);
        refuse(poll, UNREADABLE);

        await().atMost(TIMEOUT)
                .until(() -> !gap(first).out() && !poll("profile").out());
        assertThat(List.of(gap(first), poll("profile"))).containsOnly(new Waiting(false, 0, known));
        assertOneTaskOf("posts");

        CLOCK.advance(Duration.ofSeconds(1));
        refuse(awaitTask("posts", MiningMode.GAP_FILL, 2), UNREADABLE);
        await().atMost(TIMEOUT).until(() -> gap(first).attempts() == 1);
    }

    @Test
    void the_first_manifest_of_a_source_has_no_former_one() {
        MiningTask first = underWay("posts");

        refuse(first, UNREADABLE);

        await().atMost(TIMEOUT).until(() -> gap(first).attempts() == 1);
    }

    /** The gap that was to take the range of the other is handed out while the plan is made. */
    @Test
    void the_range_of_a_gap_that_was_to_be_joined_to_another_is_not_left_out_until_the_next_sweep() {
        Range lost = lost();
        long middle = lost.from() + 1_000_000;
        MiningTask whole = underWay("comments");
        failed(whole.gapId(), lost.from(), middle, 1);
        scheduler
                .jdbc()
                .sql("""
                        insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause,
                                         deadline, state, near, generation, due_at, opened_at, updated_at)
                        select id || '-2', source, account, stream, :middle, :to, aspects, mode, cause,
                               deadline, state, near, generation, due_at, opened_at, updated_at
                          from gap
                         where id = :id
                        """)
                .param("middle", middle)
                .param("to", lost.to())
                .param("id", whole.gapId())
                .update();
        failed(whole.gapId() + "-2", middle, lost.to(), 2);

        checkpoint.beforeAnswer(
                key("comments"),
                () -> scheduler
                        .jdbc()
                        .sql("""
                        update gap set state = 'SCHEDULED', epoch = nextval('dispatch_epoch'),
                                       lease_until = due_at
                         where id = :id
                        """)
                        .param("id", whole.gapId() + "-2")
                        .update());
        checkpoint.missing(key("comments"), lost);

        MiningTask again = await().atMost(TIMEOUT)
                .until(() -> sent("comments", MiningMode.GAP_FILL), found -> found.size() > 1)
                .getLast();
        assertThat(Range.of(again.from(), again.to())).isEqualTo(Range.of(lost.from(), middle));
    }

    /** Waits for an hour. */
    private static void failed(String gap, long from, long to, int attempts) {
        scheduler
                .jdbc()
                .sql("""
                        update gap set state = 'OPEN', range_from = :from, range_to = :to, attempts = :attempts,
                                       reason = 'status 404 (expected: 200)', due_at = :due, lease_until = null
                         where id = :id
                        """)
                .param("from", from)
                .param("to", to)
                .param("attempts", attempts)
                .param("due", InstantParameters.of(CLOCK.instant().plusSeconds(3_600)))
                .param("id", gap)
                .update();
    }
}
