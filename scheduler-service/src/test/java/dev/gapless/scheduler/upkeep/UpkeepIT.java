package dev.gapless.scheduler.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.coverage.Aspect;
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
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The posts of the sandbox, as if deletions were not listed, and forgotten after an hour. */
class UpkeepIT {

    private static final Path MANIFEST = Path.of("../connectors/src/main/resources/connectors/sandbox.yaml");
    private static final FakeClock CLOCK = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<Aspect> LISTED = Set.of(Aspect.CREATIONS, Aspect.EDITS);
    private static final Set<Aspect> UNLISTED = Set.of(Aspect.DELETIONS);

    @TempDir
    static Path directory;

    private static FakeCoverageService checkpoint;
    private static RunningScheduler scheduler;
    private static String forgetful;

    private final String account = TestServers.unique("acc");
    private final String key = "sandbox/" + account + "/posts";
    private TopicReader tasks;

    @BeforeAll
    static void startAll() throws IOException {
        checkpoint = new FakeCoverageService();
        scheduler = RunningScheduler.start(
                SchedulerTables.fresh(),
                CLOCK,
                checkpoint.url(),
                directory,
                "--gapless.scheduler.audit.share=0.1",
                // in each of which two of three draw an audit
                "--gapless.scheduler.audit.interval=1s");
        String sandbox = Files.readString(MANIFEST);
        forgetful = sandbox.substring(sandbox.indexOf("type: rest"))
                .replace("      shows: [creations, edits, deletions]\n", """
                              shows: [creations, edits]
                            retention: 1h
                            reconcile: {every: 1h}
                            read: {path: "/v1/accounts/{account}/posts/{item}"}
                        """);
        assertThat(scheduler.put("/v1/sources/sandbox", forgetful).statusCode()).isEqualTo(201);
    }

    @AfterAll
    static void stopAll() {
        scheduler.close();
        checkpoint.close();
    }

    /** At a full minute, since what is forgotten is reckoned in minutes. */
    @BeforeEach
    void follow() {
        CLOCK.set(CLOCK.instant().truncatedTo(ChronoUnit.MINUTES).plusSeconds(60));
        tasks = new TopicReader(TopicNames.MINING_TASKS);
        assertThat(scheduler
                        .put("/v1/accounts/sandbox/" + account, "{\"streams\":[\"posts\"]}")
                        .statusCode())
                .isEqualTo(201);
    }

    @AfterEach
    void leave() {
        scheduler.call("DELETE", "/v1/accounts/sandbox/" + account, RunningScheduler.ADMIN, null);
        tasks.close();
    }

    private static long ago(long seconds) {
        return MicrosecondTime.of(CLOCK.instant().minusSeconds(seconds));
    }

    private static Range range(long fromAgo, long toAgo) {
        return Range.of(ago(fromAgo), ago(toAgo));
    }

    private List<MiningTask> tasks(MiningMode mode) {
        return tasks.of(key).stream()
                .map(message -> MiningTask.fromBytes(message.value()))
                .filter(task -> task.mode() == mode)
                .toList();
    }

    private MiningTask awaitTask(MiningMode mode, int count) {
        return await().atMost(TIMEOUT)
                .until(() -> tasks(mode), found -> found.size() >= count)
                .get(count - 1);
    }

    private List<JsonNode> gaps(String state) {
        List<JsonNode> gaps = new ArrayList<>();
        JSON.readTree(scheduler
                        .get("/v1/gaps?source=sandbox&account=%s&state=%s".formatted(account, state))
                        .body())
                .forEach(gaps::add);
        return gaps;
    }

    private JsonNode awaitGap(String state) {
        return await().atMost(TIMEOUT)
                .until(() -> gaps(state), found -> found.size() == 1)
                .getFirst();
    }

    private static Range range(JsonNode gap) {
        return Range.of(gap.get("from").longValue(), gap.get("to").longValue());
    }

    private static void say(MiningTask task, Outcome outcome, @Nullable String reason, int pages) {
        byte[] progress = new MiningProgress(
                        new MiningProgress.TaskRef(task.taskId(), task.gapId(), task.stream(), task.epoch()),
                        outcome,
                        null,
                        null,
                        reason,
                        pages,
                        0,
                        CLOCK.instant())
                .toBytes();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        TestServers.get().kafkaBootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            TopicNames.MINING_PROGRESS, task.stream().key().getBytes(StandardCharsets.UTF_8), progress))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_outage_longer_than_the_retention_is_split_and_its_older_part_shown_for_ever() {
        checkpoint.missing(key, LISTED, range(7_200, 60));

        MiningTask task = awaitTask(MiningMode.GAP_FILL, 1);
        assertThat(Range.of(task.from(), task.to())).isEqualTo(range(3_600, 60));
        JsonNode lost = awaitGap("UNFILLABLE");
        assertThat(range(lost)).isEqualTo(range(7_200, 3_600));
        assertThat(lost.get("reason").stringValue()).isEqualTo("retention");
        JsonNode open = awaitGap("SCHEDULED");
        assertThat(open.get("deadline").stringValue()).isEqualTo(CLOCK.instant().toString());
        assertThat(open.get("cause").stringValue()).isEqualTo("live-gap");
        assertThat(open.get("mode").stringValue()).isEqualTo("GAP_FILL");
        assertThat(open.get("etaSeconds").isNull()).isTrue();

        String within = scheduler
                .call("POST", "/internal/v1/gaps:within", RunningScheduler.SERVICE, """
                        {"streams":[{"source":"sandbox","account":"%s","stream":"posts"}],"from":%d,"to":%d}
                        """.formatted(
                                account, range(lost).from(), range(lost).from() + 1))
                .body();
        assertThat(JSON.readTree(within).get("gaps")).singleElement().satisfies(gap -> {
            assertThat(gap.get("id")).isEqualTo(lost.get("id"));
            assertThat(gap.get("state").stringValue()).isEqualTo("UNFILLABLE");
            assertThat(gap.get("reason").stringValue()).isEqualTo("retention");
        });
        assertThat(JSON.readTree(within).get("streams")).singleElement().satisfies(stream -> {
            assertThat(stream.get("source").stringValue()).isEqualTo("sandbox");
            assertThat(stream.get("stream").stringValue()).isEqualTo("posts");
            assertThat(stream.get("aspects").valueStream().map(JsonNode::stringValue))
                    .containsExactlyInAnyOrder("CREATIONS", "EDITS", "DELETIONS");
        });

        checkpoint.missing(key, LISTED, range(7_200, 3_600));
        awaitGap("FILLED");
        assertThat(range(awaitGap("UNFILLABLE"))).isEqualTo(range(7_200, 3_600));
        assertThat(tasks(MiningMode.GAP_FILL)).hasSize(1);

        assertThat(scheduler
                        .call(
                                "POST",
                                "/v1/gaps/%s:release".formatted(lost.get("id").stringValue()),
                                RunningScheduler.ADMIN,
                                null)
                        .statusCode())
                .as("what is older than the manifest's retention is not released by hand")
                .isEqualTo(409);

        assertThat(scheduler
                        .call("PUT", "/v1/schedules/sandbox/posts", RunningScheduler.ADMIN, """
                                {"kind":"interval","everySeconds":3600}
                                """)
                        .body())
                .as("what comes and is forgotten between two polls is lost")
                .contains("PT1H apart (expected: less than the retention of posts, PT1H)");
        aSourceThatKeepsMoreIsAskedForWhatWasGivenUp(range(lost));
        checkpoint.missing(key, LISTED);
        await().atMost(TIMEOUT).until(() -> gaps("FILLED").size() == 2);
        // later, or it would be given up again before it is filled
        assertThat(scheduler.put("/v1/sources/sandbox", forgetful).statusCode()).isEqualTo(200);
    }

    private void aSourceThatKeepsMoreIsAskedForWhatWasGivenUp(Range given) {
        assertThat(scheduler
                        .put("/v1/sources/sandbox", forgetful.replace("retention: 1h", "retention: 3h"))
                        .statusCode())
                .isEqualTo(200);
        CLOCK.advance(Duration.ofSeconds(16));
        MiningTask task = awaitTask(MiningMode.GAP_FILL, 2);
        assertThat(Range.of(task.from(), task.to())).isEqualTo(given);
    }

    @Test
    void what_the_listing_does_not_show_is_reconciled_and_a_guard_waits_for_an_operator() {
        checkpoint.missing(key, UNLISTED, range(600, 500));

        MiningTask task = awaitTask(MiningMode.RECONCILE, 1);
        assertThat(task.to()).isEqualTo(ago(1));
        // a tenth of the retention is left to the walk
        assertThat(task.from()).isEqualTo(ago(3_240));

        say(task, Outcome.REFUSED, "mass-deletion: 40 of 40 items are no longer listed", 1);
        JsonNode stuck = awaitGap("STUCK");
        assertThat(stuck.get("mode").stringValue()).isEqualTo("RECONCILE");
        String release = "/v1/gaps/%s:release".formatted(stuck.get("id").stringValue());
        assertThat(scheduler.call("POST", release, RunningScheduler.ADMIN, null).statusCode())
                .isEqualTo(200);

        MiningTask released = awaitTask(MiningMode.RECONCILE, 2);
        assertThat(released.resume()).isEqualTo("released");
        assertThat(Range.of(released.from(), released.to())).isEqualTo(Range.of(task.from(), task.to()));
        assertThat(scheduler.call("POST", release, RunningScheduler.ADMIN, null).statusCode())
                .isEqualTo(409);
        assertThat(scheduler
                        .call("POST", "/v1/gaps/none:release", RunningScheduler.ADMIN, null)
                        .statusCode())
                .isEqualTo(404);

        say(released, Outcome.COMPLETED, null, 1);
        checkpoint.missing(key, UNLISTED);
        awaitGap("FILLED");

        // an hour has not gone by, and no live gap was filled since
        checkpoint.missing(key, UNLISTED, range(400, 300));
        int before = checkpoint.questions();
        await().atMost(TIMEOUT).until(() -> checkpoint.questions() > before + 10);
        assertThat(tasks(MiningMode.RECONCILE)).hasSize(2);
    }

    @Test
    void what_is_covered_is_read_again_now_and_then() {
        checkpoint.missing(key, range(34_560_000, 3_000));

        await().atMost(TIMEOUT).untilAsserted(() -> {
            CLOCK.advance(Duration.ofSeconds(1));
            assertThat(tasks(MiningMode.AUDIT)).isNotEmpty();
        });
        MiningTask audit = tasks(MiningMode.AUDIT).getFirst();
        assertThat(audit.gapId()).isEqualTo("audit:" + key);
        assertThat(audit.from()).isGreaterThanOrEqualTo(ago(3_000) - 60_000_000);
        assertThat(audit.to()).isLessThanOrEqualTo(ago(601));
        say(audit, Outcome.COMPLETED, null, 1);

        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(scheduler.get("/actuator/prometheus").body())
                                .contains(
                                        "gapless_mining_tasks_total{mode=\"audit\"}",
                                        "gapless_stream_settle_seconds{source=\"sandbox\"} 1.0",
                                        "state=\"UNFILLABLE\""));
    }
}
