package dev.gapless.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.FakeCoverageService.Mood;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.TopicReader;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestServers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.KafkaTemplate;

class GapLifeIT {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final FakeClock CLOCK = new FakeClock(START);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static FakeCoverageService checkpoint;
    private static RunningScheduler scheduler;

    private final String account = TestServers.unique("acc");
    private TopicReader tasks;

    @BeforeAll
    static void startAll() {
        checkpoint = new FakeCoverageService();
        scheduler = RunningScheduler.start(SchedulerTables.fresh(), CLOCK, checkpoint.url(), directory);
        scheduler.put("/v1/sources/life", "source: life");
        // an account whose stream is asked about in every round
        scheduler.put("/v1/accounts/life/witness", "{\"streams\":[\"posts\"]}");
    }

    @AfterAll
    static void stopAll() {
        scheduler.close();
        checkpoint.close();
    }

    @BeforeEach
    void read() {
        tasks = new TopicReader(TopicNames.MINING_TASKS);
    }

    @AfterEach
    void leave() {
        checkpoint.mood(Mood.ANSWERING);
        scheduler.call("DELETE", "/v1/accounts/life/" + account, RunningScheduler.ADMIN, null);
        tasks.close();
    }

    private String follow(String stream) {
        assertThat(scheduler
                        .put("/v1/accounts/life/" + account, "{\"streams\":[\"%s\"]}".formatted(stream))
                        .statusCode())
                .isEqualTo(201);
        return "life/" + account + "/" + stream;
    }

    /** A gap of three seconds, ten minutes ago. */
    private static Range lost() {
        long from = MicrosecondTime.of(CLOCK.instant().minusSeconds(600));
        return Range.of(from, from + 3_000_000);
    }

    private MiningTask awaitTask(String key, int count) {
        return await().atMost(TIMEOUT).until(() -> tasks.of(key), records -> records.size() >= count).stream()
                .map(ConsumerRecord::value)
                .map(MiningTask::fromBytes)
                .toList()
                .get(count - 1);
    }

    /** Several rounds of everything go by, and nothing comes. */
    private void assertNoMoreThan(int count, String key) {
        awaitRounds(10);
        assertThat(tasks.of(key)).hasSize(count);
    }

    private static void awaitRounds(int rounds) {
        int before = checkpoint.questions();
        await().atMost(TIMEOUT).until(() -> checkpoint.questions() > before + rounds);
    }

    private static void say(MiningTask task, Outcome outcome, @Nullable String resume, @Nullable Instant retryAt) {
        say(task, task.epoch(), outcome, resume, retryAt);
    }

    private static void say(
            MiningTask task, long epoch, Outcome outcome, @Nullable String resume, @Nullable Instant retryAt) {
        send(
                task.stream().key(),
                progress(task, epoch, outcome, resume, retryAt).toBytes());
    }

    private static MiningProgress progress(
            MiningTask task, long epoch, Outcome outcome, @Nullable String resume, @Nullable Instant retryAt) {
        return new MiningProgress(
                new MiningProgress.TaskRef(task.taskId(), task.gapId(), task.stream(), epoch),
                outcome,
                resume,
                retryAt,
                "because",
                1,
                5,
                CLOCK.instant());
    }

    private static void send(String key, byte[] value) {
        @SuppressWarnings("unchecked")
        KafkaTemplate<String, byte[]> kafka = scheduler.bean(KafkaTemplate.class);
        kafka.send(TopicNames.MINING_PROGRESS, key, value).join();
    }

    /** The poll of the account. */
    private boolean isOut() {
        return scheduler
                .jdbc()
                .sql("select scheduled from poll where account = :account")
                .param("account", account)
                .query(Boolean.class)
                .single();
    }

    private void awaitState(String key, String state) {
        String[] parts = key.split("/", -1);
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scheduler
                                .get("/v1/gaps?source=%s&account=%s&stream=%s".formatted(parts[0], parts[1], parts[2]))
                                .body())
                        .contains("\"state\":\"" + state + "\""));
    }

    @Test
    void a_gap_of_three_seconds_is_mined_once_and_filled_when_coverage_shows_it() {
        // what other tests had filled was filled before
        CLOCK.advance(Duration.ofSeconds(1));
        Instant begun = CLOCK.instant();
        String key = follow("posts");
        Range lost = lost();
        checkpoint.missing(key, lost);

        MiningTask task = awaitTask(key, 1);
        assertThat(task.mode()).isEqualTo(MiningMode.GAP_FILL);
        assertThat(Range.of(task.from(), task.to())).isEqualTo(lost);
        assertThat(task.generation()).isEqualTo(3);
        assertThat(task.resume()).isNull();
        assertNoMoreThan(1, key);

        say(task, Outcome.COMPLETED, null, null);
        awaitState(key, "FILLING");
        assertNoMoreThan(1, key);

        checkpoint.missing(key);
        awaitState(key, "FILLED");
        assertNoMoreThan(1, key);
        assertThat(scheduler.get("/v1/gaps/summary").body()).contains("\"filled\":");
        assertThat(fillTimes(begun, begun.plusSeconds(1)))
                .contains("\"source\":\"life\"", "\"gaps\":1", "\"p95Seconds\":0.0");
        assertThat(fillTimes(START.minusSeconds(3_600), START)).endsWith(":[]}");
    }

    private static String fillTimes(Instant from, Instant to) {
        return scheduler
                .call(
                        "GET",
                        "/internal/v1/gaps:fill-times?from=%s&to=%s".formatted(from, to),
                        RunningScheduler.SERVICE,
                        null)
                .body();
    }

    @Test
    void an_advanced_walk_goes_on_where_it_stopped_under_a_higher_epoch() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        MiningTask first = awaitTask(key, 1);

        say(first, Outcome.ADVANCED, "page 2", null);

        MiningTask second = awaitTask(key, 2);
        assertThat(second.resume()).isEqualTo("page 2");
        assertThat(second.gapId()).isEqualTo(first.gapId());
        assertThat(second.taskId()).isNotEqualTo(first.taskId());
        assertThat(second.epoch()).isGreaterThan(first.epoch());
    }

    @Test
    void a_limited_walk_comes_again_at_the_instant_the_upstream_named_and_not_before() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        MiningTask task = awaitTask(key, 1);

        say(task, Outcome.LIMITED, "page 2", CLOCK.instant().plusSeconds(40));
        awaitState(key, "OPEN");
        assertNoMoreThan(1, key);

        CLOCK.advance(Duration.ofSeconds(40));
        assertThat(awaitTask(key, 2).resume()).isEqualTo("page 2");
    }

    @Test
    void the_word_of_a_stale_epoch_changes_nothing() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        MiningTask first = awaitTask(key, 1);
        say(first, Outcome.ADVANCED, "page 2", null);
        MiningTask second = awaitTask(key, 2);

        say(first, Outcome.REFUSED, null, null);
        say(second, second.epoch() + 1, Outcome.REFUSED, null, null);
        say(second, Outcome.ADVANCED, "page 3", null);

        assertThat(awaitTask(key, 3).resume()).isEqualTo("page 3");
        assertNoMoreThan(3, key);
    }

    @Test
    void a_task_that_was_lost_comes_again_when_its_lease_runs_out_and_late_words_are_ignored() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        MiningTask lostTask = awaitTask(key, 1);

        CLOCK.advance(Duration.ofSeconds(61));
        MiningTask again = awaitTask(key, 2);
        assertThat(again.epoch()).isGreaterThan(lostTask.epoch());

        say(lostTask, Outcome.COMPLETED, null, null);
        say(again, Outcome.ADVANCED, "page 9", null);
        assertThat(awaitTask(key, 3).resume()).isEqualTo("page 9");
    }

    @Test
    void a_completed_walk_that_coverage_does_not_show_is_walked_again_where_it_is_missing() {
        String key = follow("posts");
        Range lost = lost();
        checkpoint.missing(key, lost);
        MiningTask task = awaitTask(key, 1);
        Range rest = Range.of(lost.from() + 1_000_000, lost.to());

        say(task, Outcome.COMPLETED, null, null);
        awaitState(key, "FILLING");
        checkpoint.missing(key, rest);
        CLOCK.advance(Duration.ofSeconds(16));
        awaitState(key, "OPEN");
        CLOCK.advance(Duration.ofSeconds(301));

        MiningTask again = awaitTask(key, 2);
        assertThat(Range.of(again.from(), again.to())).isEqualTo(rest);
    }

    @Test
    void a_walk_that_is_refused_again_and_again_is_stuck_and_tried_hourly() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        for (int attempt = 1; attempt <= 5; attempt++) {
            say(awaitTask(key, attempt), Outcome.REFUSED, null, null);
            awaitState(key, attempt < 5 ? "OPEN" : "STUCK");
            CLOCK.advance(Duration.ofSeconds(attempt < 5 ? 301 : 1));
        }
        assertNoMoreThan(5, key);

        CLOCK.advance(Duration.ofHours(1));
        awaitTask(key, 6);
    }

    @Test
    void what_the_source_says_is_gone_is_given_up_after_an_hour_where_younger_positions_are_gone_too() {
        String key = follow("posts");
        long from = MicrosecondTime.of(CLOCK.instant().minusSeconds(600));
        checkpoint.missing(key, Range.of(from, from + 8_000_000));
        MiningTask whole = awaitTask(key, 1);

        sayGone(whole);
        MiningTask younger = awaitTask(key, 2);
        assertThat(Range.of(younger.from(), younger.to())).isEqualTo(Range.of(from + 4_000_000, from + 8_000_000));
        // the word of a straggler shortens nothing
        sayGone(whole);
        say(younger, Outcome.COMPLETED, null, null);
        MiningTask older = awaitTask(key, 3);
        assertThat(Range.of(older.from(), older.to())).isEqualTo(Range.of(from + 2_000_000, from + 4_000_000));
        checkpoint.missing(key, Range.of(from, from + 4_000_000));
        sayGone(older);
        sayGone(awaitTask(key, 4));
        awaitReason("the source says it is gone: asked again before it is believed");
        assertNoMoreThan(4, key);

        CLOCK.advance(Duration.ofMinutes(30));
        sayGone(awaitTask(key, 5));
        awaitGoneAnswers(2);
        CLOCK.advance(Duration.ofMinutes(30));
        MiningTask confirming = awaitTask(key, 6);
        assertThat(Range.of(confirming.from(), confirming.to()))
                .isEqualTo(Range.of(from + 3_000_000, from + 4_000_000));
        sayGone(confirming);
        awaitReason("gone");
        awaitState(key, "UNFILLABLE");
        assertNoMoreThan(6, key);

        CLOCK.advance(Duration.ofHours(24));
        say(awaitTask(key, 7), Outcome.COMPLETED, null, null);
        MiningTask rest = awaitTask(key, 8);
        assertThat(Range.of(rest.from(), rest.to())).isEqualTo(Range.of(from, from + 3_000_000));
    }

    @Test
    void what_was_given_up_by_the_sources_word_is_released_and_asked_for_whole() {
        String key = follow("posts");
        Range lost = lost();
        checkpoint.missing(key, lost);
        for (int asked = 1; asked <= 3; asked++) {
            sayGone(awaitTask(key, asked));
        }
        awaitReason("the source says it is gone: asked again before it is believed");
        CLOCK.advance(Duration.ofMinutes(30));
        sayGone(awaitTask(key, 4));
        awaitGoneAnswers(2);
        CLOCK.advance(Duration.ofMinutes(30));
        sayGone(awaitTask(key, 5));
        awaitReason("gone");

        assertThat(scheduler
                        .call(
                                "POST",
                                "/v1/gaps/%s:release"
                                        .formatted(awaitTask(key, 5).gapId()),
                                RunningScheduler.ADMIN,
                                null)
                        .statusCode())
                .isEqualTo(200);

        MiningTask released = awaitTask(key, 6);
        assertThat(Range.of(released.from(), released.to())).isEqualTo(lost);
    }

    /** So many answers said that the youngest positions are gone. */
    private void awaitGoneAnswers(int answers) {
        await().atMost(TIMEOUT)
                .until(() -> scheduler
                                .jdbc()
                                .sql("select coalesce(max(gone_answers), 0) from gap where account = :account")
                                .param("account", account)
                                .query(Integer.class)
                                .single()
                        >= answers);
    }

    /** One gap of the account waits for this reason. */
    private void awaitReason(String reason) {
        await().atMost(TIMEOUT)
                .until(() -> scheduler
                                .jdbc()
                                .sql("select count(*) from gap where account = :account and reason = :reason")
                                .param("account", account)
                                .param("reason", reason)
                                .query(Long.class)
                                .single()
                        == 1);
    }

    private static void sayGone(MiningTask task) {
        MiningProgress gone = new MiningProgress(
                new MiningProgress.TaskRef(task.taskId(), task.gapId(), task.stream(), task.epoch()),
                Outcome.GONE,
                null,
                null,
                "status 410",
                0,
                0,
                CLOCK.instant());
        send(task.stream().key(), gone.toBytes());
    }

    @Test
    void a_miner_can_ask_whether_a_task_still_counts() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        MiningTask task = awaitTask(key, 1);
        assertThat(current(task.gapId(), task.epoch())).isTrue();
        assertThat(current(task.gapId(), task.epoch() - 1)).isFalse();

        say(task, Outcome.ADVANCED, "page 2", null);
        MiningTask next = awaitTask(key, 2);

        assertThat(current(task.gapId(), task.epoch())).isFalse();
        assertThat(current(next.gapId(), next.epoch())).isTrue();
        assertThat(current("poll:" + key, next.epoch())).isFalse();
    }

    private static boolean current(String gap, long epoch) {
        HttpResponse<String> answer = scheduler.call(
                "POST",
                "/internal/v1/tasks:current",
                RunningScheduler.SERVICE,
                "{\"gapId\":\"%s\",\"epoch\":%d}".formatted(gap, epoch));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().equals("{\"current\":true}");
    }

    @Test
    void no_answer_is_neither_nothing_missing_nor_all_missing() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        awaitTask(key, 1);

        for (Mood mood : List.of(Mood.FAILING, Mood.SILENT_ABOUT_SOME)) {
            checkpoint.mood(mood);
            // a question that is under way is answered by the mood before
            awaitRounds(2);
            checkpoint.missing(key);
            assertNoMoreThan(1, key);
            awaitState(key, "SCHEDULED");
        }

        checkpoint.mood(Mood.ANSWERING);
        awaitState(key, "FILLED");
    }

    @Test
    void a_snapshot_stream_is_read_every_poll_interval() {
        String key = follow("profile");
        MiningTask first = awaitTask(key, 1);
        assertThat(first.mode()).isEqualTo(MiningMode.SNAPSHOT);

        say(first, Outcome.COMPLETED, null, null);
        // the next poll is reckoned from when this is heard
        await().atMost(TIMEOUT).until(() -> !isOut());
        assertNoMoreThan(1, key);

        CLOCK.advance(Duration.ofSeconds(11));
        say(awaitTask(key, 2), Outcome.LIMITED, null, CLOCK.instant().plusSeconds(50));
        await().atMost(TIMEOUT).until(() -> !isOut());
        CLOCK.advance(Duration.ofSeconds(30));
        assertNoMoreThan(2, key);
        CLOCK.advance(Duration.ofSeconds(31));
        awaitTask(key, 3);
    }

    @Test
    void a_numbered_stream_is_probed_until_its_frontier_is_known_and_then_mined_up_to_it() {
        String key = follow("blocks");
        MiningTask probe = awaitTask(key, 1);
        assertThat(probe.mode()).isEqualTo(MiningMode.PROBE);
        assertThat(probe.generation()).isEqualTo(3);

        checkpoint.missing(key, Range.of(0, 500));
        checkpoint.frontier(key, 500);
        say(probe, Outcome.COMPLETED, null, null);

        MiningTask fill = awaitTask(key, 2);
        assertThat(fill.mode()).isEqualTo(MiningMode.GAP_FILL);
        assertThat(Range.of(fill.from(), fill.to())).isEqualTo(Range.of(0, 500));
    }

    @Test
    void the_gaps_of_an_account_that_is_left_are_forgotten() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        awaitTask(key, 1);

        scheduler.call("DELETE", "/v1/accounts/life/" + account, RunningScheduler.ADMIN, null);

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scheduler
                                .get("/v1/gaps?source=life&account=" + account)
                                .body())
                        .isEqualTo("[]"));
    }

    @Test
    void an_unreadable_word_goes_to_the_dead_letters_and_reading_goes_on() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        MiningTask task = awaitTask(key, 1);

        send(key, "no progress".getBytes(StandardCharsets.UTF_8));
        say(task, Outcome.ADVANCED, "page 2", null);

        assertThat(awaitTask(key, 2).resume()).isEqualTo("page 2");
        try (TopicReader letters = new TopicReader(TopicNames.DEAD_LETTERS)) {
            await().atMost(TIMEOUT).until(() -> letters.of(key), found -> found.size() == 1);
            assertThat(letters.of(key).getFirst().value()).asString().isEqualTo("no progress");
        }
    }

    @Test
    void a_word_that_cannot_be_applied_becomes_a_dead_letter_with_its_cause_and_its_neighbour_is_applied() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        MiningTask task = awaitTask(key, 1);

        // PostgreSQL has no such text, and our own code no such outcome
        say(task, Outcome.ADVANCED, "page \u0000", null);
        send(
                key,
                new String(
                                progress(task, task.epoch(), Outcome.ADVANCED, "page 3", null)
                                        .toBytes(),
                                StandardCharsets.UTF_8)
                        .replace("\"ADVANCED\"", "null")
                        .getBytes(StandardCharsets.UTF_8));
        say(task, Outcome.ADVANCED, "page 2", null);

        assertThat(awaitTask(key, 2).resume()).isEqualTo("page 2");
        try (TopicReader letters = new TopicReader(TopicNames.DEAD_LETTERS)) {
            await().atMost(TIMEOUT).until(() -> letters.of(key), found -> found.size() == 2);
            assertThat(letters.of(key))
                    .extracting(letter -> header(letter, DeadLetter.DETAIL))
                    .satisfiesExactly(
                            detail -> assertThat(detail).contains("0x00"),
                            detail -> assertThat(detail).contains("NullPointerException"));
        }
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void the_figures_are_on_the_prometheus_page() {
        String key = follow("posts");
        checkpoint.missing(key, lost());
        awaitTask(key, 1);

        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(scheduler.get("/actuator/prometheus").body())
                                .contains(
                                        "gapless_gaps{",
                                        "gapless_gap_oldest_age_seconds{source=\"life\"}",
                                        "gapless_coverage_lag_seconds{source=\"life\"}",
                                        "gapless_mining_tasks_total{mode=\"gap_fill\"}"));
    }
}
