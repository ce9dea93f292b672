package dev.gapless.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.testing.servers.TestDatabase;
import dev.gapless.testing.servers.TestServers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.KafkaTemplate;

/** Two schedulers of one database on hosts whose clocks are two days apart, and step. */
class ClocksIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration DAY = Duration.ofHours(24);

    /** A host's clock that is wrong by as much as a test wants. */
    private static final class WrongClock extends Clock {

        private volatile Duration off;

        WrongClock(Duration off) {
            this.off = off;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(off);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @TempDir
    static Path directory;

    private static final WrongClock AHEAD = new WrongClock(DAY);
    private static final WrongClock BEHIND = new WrongClock(DAY.negated());
    private static FakeCoverageService checkpoint;
    private static RunningScheduler one;
    private static RunningScheduler other;

    private final String account = TestServers.unique("acc");
    private final String key = "clocks/" + account + "/posts";

    @BeforeAll
    static void startAll() {
        checkpoint = new FakeCoverageService();
        TestDatabase database = SchedulerTables.fresh();
        one = RunningScheduler.startOnHost(database, AHEAD, checkpoint.url(), directory);
        other = RunningScheduler.startOnHost(database, BEHIND, checkpoint.url(), directory);
        one.put("/v1/sources/clocks", "source: clocks");
    }

    @AfterAll
    static void stopAll() {
        one.close();
        other.close();
        checkpoint.close();
    }

    private void follow() {
        long from = MicrosecondTime.of(Instant.now().minusSeconds(600));
        checkpoint.missing(key, Range.of(from, from + 3_000_000));
        assertThat(one.put("/v1/accounts/clocks/" + account, "{\"streams\":[\"posts\"]}")
                        .statusCode())
                .isEqualTo(201);
    }

    private List<MiningTask> awaitTasks(TopicReader tasks, int count) {
        return await().atMost(TIMEOUT).until(() -> tasks.of(key), found -> found.size() >= count).stream()
                .map(message -> MiningTask.fromBytes(message.value()))
                .toList();
    }

    private static void fail(MiningTask task) {
        byte[] progress = new MiningProgress(
                        new MiningProgress.TaskRef(task.taskId(), task.gapId(), task.stream(), task.epoch()),
                        Outcome.FAILED,
                        null,
                        null,
                        "the network",
                        0,
                        0,
                        Instant.now())
                .toBytes();
        @SuppressWarnings("unchecked")
        KafkaTemplate<String, byte[]> kafka = one.bean(KafkaTemplate.class);
        kafka.send(TopicNames.MINING_PROGRESS, task.stream().key(), progress).join();
    }

    @Test
    void schedulers_whose_clocks_are_apart_do_not_take_each_others_leases() {
        try (TopicReader tasks = new TopicReader(TopicNames.MINING_TASKS)) {
            follow();
            awaitTasks(tasks, 1);
            int before = checkpoint.questions();
            await().atMost(TIMEOUT).until(() -> checkpoint.questions() > before + 20);

            assertThat(tasks.of(key)).hasSize(1);
            assertThat(one.jdbc()
                            .sql("select lost from gap where account = :account")
                            .param("account", account)
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @Test
    void a_step_of_a_hosts_clock_stops_nothing() {
        try (TopicReader tasks = new TopicReader(TopicNames.MINING_TASKS)) {
            follow();
            MiningTask first = awaitTasks(tasks, 1).getFirst();
            fail(first);
            // due within a second from now, by either clock
            AHEAD.off = DAY.negated();
            MiningTask second = awaitTasks(tasks, 2).getLast();
            fail(second);
            BEHIND.off = DAY;

            awaitTasks(tasks, 3);
        } finally {
            AHEAD.off = DAY;
            BEHIND.off = DAY.negated();
        }
    }
}
