package dev.gapless.scheduler.planning;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.FakeCoverageService.Mood;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.TestSource;
import dev.gapless.scheduler.TopicReader;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapCause;
import dev.gapless.scheduler.planning.PlanQueue.Page;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.scheduling.ClusterLock.LockName;
import dev.gapless.scheduler.shards.AccountShard;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestDatabase;
import dev.gapless.testing.servers.TestServers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/** Two schedulers for all tests, each with a source and accounts of its own. */
class TwoSchedulersIT {

    private static final int ACCOUNTS = 30;
    private static final int PARTITIONS = 3;

    /** Several of them, of some heartbeats each. */
    private static final Duration REBALANCES = Duration.ofSeconds(90);

    private static final Set<Integer> ALL_SHARDS =
            IntStream.range(0, AccountShard.COUNT).boxed().collect(Collectors.toSet());

    @TempDir
    private static Path directory;

    private static final FakeClock CLOCK = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private static final FakeCoverageService CHECKPOINT = new FakeCoverageService();
    private static final TestDatabase DATABASE = SchedulerTables.fresh();
    private static final String NAME = TestServers.unique("two");
    private static RunningScheduler one;
    private static @Nullable RunningScheduler running;

    private final String source = TestServers.unique("two");
    private RunningScheduler other;

    @BeforeAll
    static void startOne() {
        one = start();
    }

    @BeforeEach
    void follow() {
        other = running == null ? start() : running;
        running = other;
        CHECKPOINT.mood(Mood.ANSWERING);
        one.put("/v1/sources/" + source, "source: " + source);
    }

    /** One name and one group, as two replicas with the same configuration have. */
    private static RunningScheduler start() {
        return RunningScheduler.start(
                DATABASE,
                CLOCK,
                CHECKPOINT.url(),
                directory,
                "--gapless.instance=" + NAME,
                "--spring.kafka.consumer.group-id=" + NAME,
                "--gapless.scheduler.shards.lease=6s",
                "--gapless.scheduler.dispatch.per-source=7");
    }

    /** What the next test counts is its own. */
    @AfterEach
    void forget() {
        CHECKPOINT.mood(Mood.ANSWERING);
        String lines = IntStream.range(0, ACCOUNTS)
                .mapToObj(account -> StreamId.parse(key(account)).account())
                .map(account -> "{\"source\":\"%s\",\"account\":\"%s\",\"remove\":true}".formatted(source, account))
                .collect(Collectors.joining("\n"));
        assertThat(one.call("POST", "/v1/accounts:import", RunningScheduler.ADMIN, lines)
                        .statusCode())
                .isEqualTo(200);
        JdbcClient jdbc = one.jdbc();
        Awaitility.await().until(() -> planned(jdbc) == 0);
        jdbc.sql("update gap set state = 'FILLED', closed_at = now() where state <> 'FILLED'")
                .update();
    }

    @AfterAll
    static void stopAll() {
        one.close();
        if (running != null) {
            running.close();
        }
        CHECKPOINT.close();
    }

    /** Accounts are spread evenly over the shards. */
    private String key(int account) {
        return IntStream.iterate(account, name -> name + ACCOUNTS)
                .mapToObj(name -> source + "/a" + name + "/posts")
                .filter(key -> AccountShard.of(StreamId.parse(key)) == account * AccountShard.COUNT / ACCOUNTS)
                .findFirst()
                .orElseThrow();
    }

    private Range lost() {
        long from = MicrosecondTime.of(CLOCK.instant().minusSeconds(600));
        return Range.of(from, from + 3_000_000);
    }

    private void followAll() {
        for (int account = 0; account < ACCOUNTS; account++) {
            CHECKPOINT.missing(key(account), lost());
            one.put("/v1/accounts/" + StreamId.parse(key(account)).accountKey(), "{\"streams\":[\"posts\"]}");
        }
    }

    private long count(JdbcClient jdbc, String what) {
        return jdbc.sql("select count(*) from gap where source = :source and " + what)
                .param("source", source)
                .query(Long.class)
                .single();
    }

    private long planned(JdbcClient jdbc) {
        return jdbc.sql("select count(*) from stream_plan where source = :source")
                .param("source", source)
                .query(Long.class)
                .single();
    }

    /** A reader ends itself when its consumer throws what no retry helps against. */
    @Test
    void two_schedulers_of_one_name_share_the_progress_and_a_reader_that_ended_is_started_again() {
        KafkaMessageListenerContainer<?, ?> reader = one.bean(KafkaMessageListenerContainer.class);
        KafkaMessageListenerContainer<?, ?> others = other.bean(KafkaMessageListenerContainer.class);
        Awaitility.await().atMost(REBALANCES).until(() -> {
            int here = partitions(reader);
            int there = partitions(others);
            return here > 0 && there > 0 && here + there == PARTITIONS;
        });
        reader.stop();

        Awaitility.await().until(reader::isRunning);
    }

    private static int partitions(KafkaMessageListenerContainer<?, ?> reader) {
        return Objects.requireNonNullElse(reader.getAssignedPartitions(), List.of())
                .size();
    }

    @Test
    void two_schedulers_make_one_gap_and_one_task_of_what_is_missing_and_keep_the_bound_together() {
        followAll();
        JdbcClient jdbc = one.jdbc();
        Awaitility.await().until(() -> count(jdbc, "true") == ACCOUNTS && count(jdbc, "state = 'SCHEDULED'") == 7);
        int before = CHECKPOINT.questions();
        Awaitility.await().until(() -> CHECKPOINT.questions() > before + 20);

        assertThat(count(jdbc, "true")).isEqualTo(ACCOUNTS);
        assertThat(count(jdbc, "state = 'SCHEDULED'")).isEqualTo(7);
        try (TopicReader tasks = new TopicReader(TopicNames.MINING_TASKS)) {
            List<MiningTask> sent = Awaitility.await().until(() -> sent(tasks), found -> found.size() >= 7);
            assertThat(sent).hasSize(7).extracting(MiningTask::gapId).doesNotHaveDuplicates();
        }
    }

    /** Audits come by the clock of the machine, and are no gaps. */
    private List<MiningTask> sent(TopicReader tasks) {
        return tasks.allToEnd().stream()
                .filter(message -> message.key().startsWith(source + "/"))
                .map(message -> MiningTask.fromBytes(message.value()))
                .filter(task -> task.mode() != MiningMode.AUDIT)
                .toList();
    }

    @Test
    void a_turn_is_one_schedulers_at_a_time_and_the_other_does_not_wait_for_it() {
        ClusterLock mine = one.bean(ClusterLock.class);
        ClusterLock theirs = other.bean(ClusterLock.class);

        String meanwhile = Awaitility.await()
                .until(
                        () -> mine.runExclusively(
                                LockName.ASSIGN,
                                () -> String.valueOf(theirs.runExclusively(LockName.ASSIGN, () -> "both"))),
                        Objects::nonNull);

        assertThat(meanwhile).isEqualTo("null");
        Awaitility.await().until(() -> theirs.runExclusively(LockName.ASSIGN, () -> true) != null);
    }

    @Test
    void both_schedulers_show_figures_of_all_streams_or_none() {
        followAll();
        Awaitility.await().until(() -> {
            CLOCK.advance(Duration.ofMillis(100));
            return lag(one) > 0 && lag(other) > 0;
        });

        CHECKPOINT.mood(Mood.FAILING);
        CLOCK.advance(Duration.ofMinutes(2));

        Awaitility.await().until(() -> {
            CLOCK.advance(Duration.ofMillis(100));
            return Double.isNaN(lag(one)) && Double.isNaN(lag(other));
        });
    }

    /** The one that plans takes its page with it, and its word comes too late. */
    @Test
    void streams_that_a_scheduler_took_and_lost_are_planned_by_another_and_written_once() {
        CHECKPOINT.mood(Mood.FAILING);
        followAll();
        JdbcClient jdbc = one.jdbc();
        PlanQueue queue = new PlanQueue(jdbc);
        Awaitility.await().until(() -> planned(jdbc) == ACCOUNTS);
        // they take the same streams, and put them back
        one.task("planningTicker").stop();
        other.task("planningTicker").stop();
        Page mine = Awaitility.await()
                .until(
                        () -> queue.take(
                                ALL_SHARDS,
                                ACCOUNTS,
                                CLOCK.instant(),
                                CLOCK.instant().plusSeconds(10)),
                        page -> page.streams().size() == ACCOUNTS);
        CHECKPOINT.mood(Mood.ANSWERING);
        one.task("planningTicker").start();
        other.task("planningTicker").start();
        assertThat(count(jdbc, "true")).isZero();

        CLOCK.advance(Duration.ofSeconds(11));

        Awaitility.await().until(() -> count(jdbc, "true") == ACCOUNTS);
        List<StreamId> streams =
                mine.streams().stream().map(PlanQueue.Taken::stream).toList();
        assertThat(queue.hold(mine.token(), streams)).isEmpty();
    }

    /** Schedulers that have not said that they leave, and whose lease lasts. */
    private static long members() {
        return one.jdbc()
                .sql("select count(*) from scheduler_member")
                .query(Long.class)
                .single();
    }

    private static int shards(RunningScheduler scheduler) {
        return (int) scheduler
                .bean(MeterRegistry.class)
                .get("gapless.scheduler.shards")
                .gauge()
                .value();
    }

    /** Without audits, which belong to no shard. */
    private static double tasks(RunningScheduler scheduler) {
        return scheduler.bean(MeterRegistry.class).find("gapless.mining.tasks").counters().stream()
                .filter(counter -> !"audit".equals(counter.getId().getTag("mode")))
                .mapToDouble(Counter::count)
                .sum();
    }

    private static void awaitShares(RunningScheduler... schedulers) {
        Awaitility.await()
                .until(() ->
                        Stream.of(schedulers).allMatch(each -> shards(each) >= AccountShard.COUNT / schedulers.length)
                                && Stream.of(schedulers)
                                                .mapToInt(TwoSchedulersIT::shards)
                                                .sum()
                                        == AccountShard.COUNT);
    }

    /** What miners are given of all accounts, each once. */
    private void dispatchAll(JdbcClient jdbc) {
        Awaitility.await().until(() -> {
            jdbc.sql("update gap set state = 'FILLED', closed_at = now() where state = 'SCHEDULED'")
                    .update();
            return count(jdbc, "state <> 'FILLED'") == 0 && count(jdbc, "true") == ACCOUNTS;
        });
    }

    @Test
    void three_schedulers_share_the_accounts_hand_out_each_gap_once_and_take_over_from_one_that_dies() {
        CHECKPOINT.mood(Mood.FAILING);
        try (RunningScheduler third = start()) {
            awaitShares(one, other, third);
            followAll();
            double before = tasks(one) + tasks(other) + tasks(third);
            double[] each = {tasks(one), tasks(other), tasks(third)};

            CHECKPOINT.mood(Mood.ANSWERING);
            dispatchAll(one.jdbc());

            // a task is counted when Kafka has it, which is later than its row is marked
            Awaitility.await().until(() -> tasks(one) + tasks(other) + tasks(third) - before >= ACCOUNTS);
            double[] made = {tasks(one) - each[0], tasks(other) - each[1], tasks(third) - each[2]};
            assertThat(tasks(one) + tasks(other) + tasks(third) - before).isEqualTo(ACCOUNTS);
            assertThat(DoubleStream.of(made)).allMatch(share -> share >= ACCOUNTS / 3 / 2.0);
            try (TopicReader tasks = new TopicReader(TopicNames.MINING_TASKS)) {
                List<MiningTask> sent = Awaitility.await().until(() -> sent(tasks), found -> found.size() >= ACCOUNTS);
                assertThat(sent).hasSize(ACCOUNTS).extracting(MiningTask::gapId).doesNotHaveDuplicates();
            }
            // it cannot say that it leaves, for its database is out of its reach
            third.bean(HikariDataSource.class).close();
            Awaitility.await().until(() -> shards(one) + shards(other) == AccountShard.COUNT);
        }
    }

    /** It does everything but renew its lease, as if it had stood still and did not know. */
    @Test
    void a_scheduler_whose_lease_ran_out_hands_out_nothing_and_one_that_stops_leaves_its_share_at_once() {
        awaitShares(one, other);
        one.task("shardTicker").stop();
        Awaitility.await().until(() -> shards(other) == AccountShard.COUNT);
        assertThat(shards(one)).isEqualTo(AccountShard.COUNT / 2);
        double before = tasks(one);

        followAll();
        dispatchAll(other.jdbc());

        assertThat(tasks(one)).isEqualTo(before);
        assertThat(one.bean(ShardOwnership.class).fence()).isEmpty();
        one.task("shardTicker").start();
        awaitShares(one, other);
        running = null;
        other.close();
        // its lease, which lasts, would keep it among them
        assertThat(members()).isEqualTo(1);
        Awaitility.await().until(() -> shards(one) == AccountShard.COUNT);
    }

    /** Zero before there is one. */
    private double lag(RunningScheduler scheduler) {
        Gauge lag = scheduler
                .bean(MeterRegistry.class)
                .find("gapless.coverage.lag.seconds")
                .tag("source", source)
                .gauge();
        return lag == null ? 0 : lag.value();
    }

    /** The second guard, for when two planners should ever plan at once: the table itself. */
    @Test
    void the_table_takes_the_same_gap_once_however_many_open_it() throws Exception {
        CHECKPOINT.mood(Mood.FAILING);
        followAll();
        FollowedStream followed = new FollowedStream(
                StreamId.parse(key(0)),
                TestSource.stream("posts", Kind.EVENT, PositionDomain.TIME, true),
                0,
                CLOCK.instant(),
                Duration.ofSeconds(3));
        PlanLedger ledger = new PlanLedger(one.jdbc());
        PlanStep.Open step = new PlanStep.Open(lost(), true, 1, MiningMode.GAP_FILL, GapCause.LIVE_GAP);
        int writers = 6;
        CyclicBarrier together = new CyclicBarrier(writers);
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<Boolean>> opened = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                Instant at = CLOCK.instant().plusMillis(writer);
                opened.add(threads.submit(() -> {
                    together.await();
                    return !ledger.insert(List.of(NewGap.of(followed, Set.of(), step)), at)
                            .isEmpty();
                }));
            }
            int made = 0;
            for (Future<Boolean> writer : opened) {
                made += writer.get() ? 1 : 0;
            }
            assertThat(made).isEqualTo(1);
        }
    }
}
