package dev.gapless.scheduler.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.polls.PollId;
import dev.gapless.scheduler.time.InstantParameters;
import dev.gapless.testing.FakeClock;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Schedules over HTTP, and what the planner and the polls make of them. */
class ScheduleIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String COMMENTS = "/v1/schedules/forum/comments";
    private static final String PROFILE = "/v1/schedules/forum/profile";
    private static final StreamId ANNS_PROFILE = new StreamId("forum", "ann", "profile");

    @TempDir
    private Path directory;

    private final FakeClock clock = new FakeClock(NOON);
    private final FakeCoverageService checkpoint = new FakeCoverageService();
    private RunningScheduler scheduler;
    private JdbcClient jdbc;

    @BeforeEach
    void start() {
        scheduler = RunningScheduler.start(
                SchedulerTables.fresh(),
                clock,
                checkpoint.url(),
                directory,
                "--gapless.scheduler.adaptive-polling.interval=50ms");
        jdbc = scheduler.jdbc();
        assertThat(call("PUT", "/v1/sources/forum", "source: forum").statusCode())
                .isBetween(200, 201);
    }

    @AfterEach
    void stop() {
        scheduler.close();
        checkpoint.close();
    }

    @Test
    void a_stream_is_polled_when_its_schedule_says_so_and_when_it_is_asked_for() {
        schedulesAreRows();
        whatDoesNotFitIsRefused();
        plansFollowASchedule();
        pollsFollowASchedule();
        accountsArePolledAdaptively();
    }

    private void schedulesAreRows() {
        assertThat(call("GET", COMMENTS, null).statusCode()).isEqualTo(404);
        HttpResponse<String> plan = call("PUT", COMMENTS + "?dryRun=true", cron("0 0 3 * * *"));
        assertThat(plan.body()).contains("set-schedule", "the manifest's");
        assertThat(scheduler.get("/v1/schedules").body()).as("taken back").isEqualTo("[]");

        HttpResponse<String> set = call("PUT", COMMENTS, cron("0 0 3 * * *"));
        assertThat(set.statusCode()).isEqualTo(200);
        assertThat(set.body())
                .contains("\"kind\":\"cron\"", "\"zone\":\"Europe/Berlin\"", "\"version\":0", "2026-03-02T02:00:00Z");
        assertThat(call("PUT", COMMENTS, "{\"kind\":\"interval\",\"everySeconds\":60,\"version\":0}")
                        .body())
                .contains("\"version\":1");
        HttpResponse<String> stale = call("PUT", COMMENTS, "{\"kind\":\"interval\",\"everySeconds\":90,\"version\":0}");
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(call("DELETE", COMMENTS + "?dryRun=true", null).body()).contains("remove-schedule");
        assertThat(scheduler.get("/v1/schedules").body()).contains("\"everySeconds\":60");
        assertThat(call("DELETE", COMMENTS, null).statusCode()).isEqualTo(204);
        assertThat(call("DELETE", COMMENTS, null).statusCode()).isEqualTo(404);
    }

    private void whatDoesNotFitIsRefused() {
        for (String body : List.of(
                "{}",
                "{\"kind\":\"interval\"}",
                "{\"kind\":\"interval\",\"everySeconds\":0}",
                "{\"kind\":\"adaptive\",\"everySeconds\":60}",
                "{\"kind\":\"cron\",\"cron\":\"hourly\"}",
                "{\"kind\":\"cron\",\"cron\":\"0 0 0 31 2 *\"}",
                "{\"kind\":\"cron\",\"cron\":\"0 0 3 * * *\",\"from\":\"22:00\",\"to\":\"06:00\"}",
                "{\"kind\":\"adaptive\",\"from\":\"22:00\"}",
                "{\"kind\":\"adaptive\",\"from\":\"late\",\"to\":\"06:00\"}",
                "{\"kind\":\"adaptive\",\"zone\":\"Mars/Olympus\"}")) {
            assertThat(call("PUT", COMMENTS, body).statusCode()).as(body).isEqualTo(422);
        }
        assertThat(call("PUT", "/v1/schedules/forum/none", cron("0 0 3 * * *")).statusCode())
                .isEqualTo(404);
        assertThat(call("POST", COMMENTS + ":trigger", "{}").statusCode())
                .as("no account follows it")
                .isEqualTo(404);
        assertThat(call("GET", "/v1/accounts/forum/ann/polling", null).statusCode())
                .isEqualTo(404);
    }

    /** The stream is wanted for the last hour, and no live connection covers it. */
    private void plansFollowASchedule() {
        call("PUT", COMMENTS, cron("0 0 3 * * *"));
        checkpoint.missing(
                "forum/ann/comments", new Range(micros(NOON.minusSeconds(7200)), micros(NOON.plusSeconds(86_400))));
        assertThat(call("PUT", "/v1/accounts/forum/ann", "{}").statusCode()).isBetween(200, 201);
        await().until(() -> planned("comments"));
        assertThat(gaps()).as("the last poll was before the stream was wanted").isEmpty();

        assertThat(call("POST", COMMENTS + ":trigger", "{\"account\":\"ann\"}").body())
                .isEqualTo("{\"streams\":1}");
        clock.advance(Duration.ofSeconds(1));
        assertThat(gaps()).as("it has not settled").isEmpty();
        clock.advance(Duration.ofSeconds(2));
        await().untilAsserted(() -> assertThat(gaps()).containsExactly(NOON));
        callsInARowDoNotDelayEachOther();

        clock.advance(Duration.ofHours(14));
        await().untilAsserted(() -> {
            // a gap that is out is made longer only when its lease is over
            clock.advance(Duration.ofMinutes(1));
            assertThat(gaps())
                    .as("the poll of the next night: three o'clock in Berlin")
                    .contains(Instant.parse("2026-03-02T02:00:00Z"));
        });
    }

    /** The last one of each hour stays, so one is settled at some time. */
    private void callsInARowDoNotDelayEachOther() {
        for (int call = 0; call < 3; call++) {
            clock.advance(Duration.ofMinutes(25));
            call("POST", COMMENTS + ":trigger", "{\"account\":\"ann\"}");
        }
        assertThat(jdbc.sql("select asked_at from poll_trigger order by asked_at")
                        .query((row, number) -> InstantParameters.instant(row, "asked_at"))
                        .list())
                .containsExactly(Instant.parse("2026-03-01T12:50:03Z"), Instant.parse("2026-03-01T13:15:03Z"));
    }

    private boolean planned(String stream) {
        return jdbc.sql("select count(*) from stream_plan where stream = :stream and planned_at is not null")
                        .param("stream", stream)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Up to where the stream is to be read. */
    private List<Instant> gaps() {
        return jdbc.sql("select range_to from gap where stream = 'comments'")
                .query((row, number) -> MicrosecondTime.toInstant(row.getLong("range_to")))
                .list();
    }

    private void pollsFollowASchedule() {
        Instant now = clock.instant();
        // as if a miner had just read it
        jdbc.sql("update poll set scheduled = false, next_at = :at where stream = 'profile'")
                .param("at", InstantParameters.of(now.plusSeconds(30)))
                .update();
        call("PUT", PROFILE, "{\"kind\":\"interval\",\"everySeconds\":1800,\"from\":\"20:00\",\"to\":\"23:00\"}");
        assertThat(nextPoll()).isEqualTo("2026-03-02T20:00:00Z");
        PollSchedules schedules = new PollSchedules(jdbc, Duration.ofHours(1));
        assertThat(schedules.next(ANNS_PROFILE, Duration.ofSeconds(10), Instant.parse("2026-03-02T20:10:00Z")))
                .isEqualTo("2026-03-02T20:30:00Z");
        assertThat(schedules.next(new StreamId("forum", "ann", "posts"), Duration.ofSeconds(10), now))
                .as("nothing was said of it")
                .isNull();
        assertThat(call("PUT", "/v1/objective/forum/posts", "{\"target\":0.999,\"withinSeconds\":10}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(schedules.next(new StreamId("forum", "ann", "posts"), Duration.ofMinutes(5), NOON.plusSeconds(1)))
                .as("its objective needs two polls in ten seconds; the streams share half a call a second")
                .isEqualTo(NOON.plusSeconds(8));
        assertThat(call("DELETE", "/v1/objective/forum/posts", null).statusCode())
                .isEqualTo(204);

        assertThat(call("POST", PROFILE + ":trigger", "{}").body()).isEqualTo("{\"streams\":1}");
        await().until(() -> jdbc.sql("select scheduled from poll where stream = 'profile'")
                .query(Boolean.class)
                .single());
        assertThat(call("POST", PROFILE + ":trigger", "{}").body())
                .as("one that is out counts")
                .isEqualTo("{\"streams\":1}");
        completed(ANNS_PROFILE);
        await().untilAsserted(() -> assertThat(nextPoll())
                .as("what a miner has read is read again in the window")
                .isEqualTo("2026-03-02T20:00:00Z"));
        jdbc.sql("update poll set scheduled = false, next_at = :at where stream = 'profile'")
                .param("at", InstantParameters.of(now.plusSeconds(7200)))
                .update();
        call("DELETE", PROFILE, null);
        assertThat(nextPoll()).as("by the manifest again").isEqualTo(now.plusSeconds(10));
    }

    private void completed(StreamId stream) {
        long epoch = jdbc.sql("select epoch from poll where stream = 'profile'")
                .query(Long.class)
                .single();
        byte[] progress = new MiningProgress(
                        new MiningProgress.TaskRef("task", PollId.of(stream), stream, epoch),
                        MiningProgress.Outcome.COMPLETED,
                        null,
                        null,
                        null,
                        1,
                        1,
                        clock.instant())
                .toBytes();
        @SuppressWarnings("unchecked")
        KafkaTemplate<String, byte[]> kafka = scheduler.bean(KafkaTemplate.class);
        kafka.send(TopicNames.MINING_PROGRESS, stream.key(), progress).join();
    }

    private Instant nextPoll() {
        return jdbc.sql("select next_at from poll where stream = 'profile'")
                .query((row, number) -> InstantParameters.instant(row, "next_at"))
                .single();
    }

    private void accountsArePolledAdaptively() {
        call("PUT", COMMENTS, "{\"kind\":\"adaptive\"}");
        await().untilAsserted(() ->
                assertThat(polling()).contains("\"periodSeconds\":5400", "\"connected\":false", "\"reliability\":0.5"));

        jdbc.sql("update stream_plan set live = true, due_at = due_at + interval '1 day' where stream = 'posts'")
                .update();
        jdbc.sql("""
                insert into capture_state (source, account, epoch, kind, cause, detail, unconfirmed, reported_at)
                values ('forum', 'ann', 1, 'CAPTURING', '', '', '', :now)
                """).param("now", InstantParameters.of(clock.instant())).update();
        jdbc.sql("""
                insert into mining_cost (day, source, account, operation, slices, calls, items)
                values ('2026-03-01', 'forum', 'ann', 'GAP', 1, 1, 500), ('2026-03-01', 'forum', 'ann', 'AUDIT', 1, 1, 9999)
                """).update();
        await().untilAsserted(() -> {
            // again while it waits: a round that began before may write what it read
            jdbc.sql("update adaptive_poll set reliability = 0.9").update();
            assertThat(jdbc.sql("select period_seconds from adaptive_poll")
                            .query(Long.class)
                            .single())
                    .isEqualTo(10_800);
        });
        assertThat(polling())
                .contains("\"periodSeconds\":10800", "\"connected\":true")
                .doesNotContain("9999");
        PollTicks ticks = new PollSchedules(jdbc, Duration.ofHours(1))
                .of(Map.of(new StreamId("forum", "ann", "comments"), Duration.ofSeconds(10)))
                .values()
                .iterator()
                .next();
        long now = micros(clock.instant().plus(Duration.ofDays(2)));
        assertThat(ticks.next(now) - ticks.last(now)).isEqualTo(MicrosecondTime.of(Duration.ofHours(3)));
        assertThat(JsonMapper.shared().readTree(polling()).get("itemsPerDay").asDouble())
                .isBetween(100.0, 500.0);

        assertThat(scheduler.get("/v1/accounts/forum/ann/health").body()).contains("\"reliability\":0.9");

        call("DELETE", "/v1/accounts/forum/ann", null);
        await().untilAsserted(() -> assertThat(jdbc.sql("select count(*) from adaptive_poll")
                        .query(Long.class)
                        .single())
                .as("rows of accounts that are followed no more")
                .isZero());
    }

    private String polling() {
        return scheduler.get("/v1/accounts/forum/ann/polling").body();
    }

    private static long micros(Instant instant) {
        return MicrosecondTime.of(instant);
    }

    private static String cron(String expression) {
        return "{\"kind\":\"cron\",\"cron\":\"%s\",\"zone\":\"Europe/Berlin\"}".formatted(expression);
    }

    private HttpResponse<String> call(String method, String path, @Nullable String body) {
        return scheduler.call(method, path, RunningScheduler.ADMIN, body);
    }
}
