package dev.gapless.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.MiningTask;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.drains.PriorityClass;
import dev.gapless.scheduler.drains.TestDrains;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.shards.ShardLeaseTable;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.time.InstantParameters;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/**
 * Drains on real tables. Miners are played: they work on tasks in the order of the topic. Costs are counted in tasks.
 */
class DrainIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final int ACCOUNTS = 40;
    private static final int GAPS_AN_ACCOUNT = 5;
    private static final int AT_ONCE = 8;

    /** Of every class. */
    private static final int GAPS = ACCOUNTS * GAPS_AN_ACCOUNT;

    /** Each fourth gap of the critical stream takes three slices. */
    private static final int SLICES = 3;

    /** The topic of tasks. */
    private static final class TaskTopic extends KafkaTemplate<String, byte[]> {

        private final Deque<MiningTask> tasks = new ArrayDeque<>();

        TaskTopic() {
            super(new DefaultKafkaProducerFactory<>(Map.of()));
        }

        @Override
        public CompletableFuture<SendResult<String, byte[]>> send(String topic, String key, byte @Nullable [] data) {
            tasks.add(MiningTask.fromBytes(Objects.requireNonNull(data)));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void flush() {
            // what was sent is there already
        }
    }

    private final JdbcClient jdbc = TABLES.jdbc();
    private final FakeClock clock = new FakeClock(NOON);
    private final TaskTopic topic = new TaskTopic();
    private final TestDrains drains = new TestDrains(jdbc, TABLES.transactions(), clock::instant);
    private final DispatchProperties properties =
            new DispatchProperties(Duration.ofMillis(250), 20, 4, 20, Duration.ofSeconds(60));
    private final ShardOwnership ownership = new ShardOwnership(
            new ShardLeaseTable(jdbc, TABLES.transactions(), "it", Duration.ofHours(1)), new SimpleMeterRegistry());
    private final TaskDispatcher dispatcher = new TaskDispatcher(
            new AccountQueue(jdbc),
            new GapDispatchLedger(jdbc, properties),
            new PollDispatchLedger(jdbc, properties),
            drains.fronts(),
            topic,
            new ClusterLock(jdbc, TABLES.transactions()),
            ownership,
            TABLES.transactions(),
            clock::instant,
            new SimpleMeterRegistry());

    /** Streams of the tasks that miners worked on, in their order. */
    private final List<String> worked = new ArrayList<>();

    private final Map<String, Integer> slices = new HashMap<>();

    @BeforeEach
    void tables() {
        jdbc.sql(
                        "truncate gap, poll, account_queue, account_queue_change, stop, source, scheduler_member, drain cascade")
                .update();
        jdbc.sql("""
                insert into source (name, manifest, revision, applied_at) values ('s', '', '', now());
                insert into scheduler_shard (shard) select generate_series(0, 63)
                """).update();
        ownership.renew();
        drains.classOf("s", "alerts", PriorityClass.CRITICAL);
        drains.classOf("s", "logs", PriorityClass.BULK);
    }

    /** The class that matters most came last, and is the least urgent by itself. */
    private void gaps(String stream, int secondsBefore, boolean near) {
        jdbc.sql("""
                insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state, near,
                                 generation, due_at, opened_at, updated_at)
                select :stream || a || '-' || n, 's', 'acc' || a, :stream, n * 10, n * 10 + 5, 1, 'GAP_FILL', 'hole',
                       'OPEN', :near, 1, cast(:now as timestamptz) - make_interval(secs => :before), :now, :now
                  from generate_series(1, :accounts) a, generate_series(1, :gaps) n
                """)
                .param("stream", stream)
                .param("near", near)
                .param("before", secondsBefore)
                .param("now", InstantParameters.of(NOON))
                .param("accounts", ACCOUNTS)
                .param("gaps", GAPS_AN_ACCOUNT)
                .update();
    }

    private void threeClasses() {
        gaps("logs", 300, true);
        gaps("posts", 200, true);
        gaps("alerts", 100, false);
    }

    /** Miners take some tasks off the topic, and end them, until no gap of this stream is left. */
    private int tasksUntilDone(String stream) {
        boolean more = true;
        while (more) {
            dispatcher.dispatch();
            // in one transaction, because each opens a connection
            more = Boolean.TRUE.equals(TABLES.transactions().execute(status -> {
                for (int task = 0; task < AT_ONCE && !topic.tasks.isEmpty(); task++) {
                    work(topic.tasks.remove());
                }
                return left(stream) > 0;
            }));
            clock.advance(Duration.ofMillis(250));
        }
        return worked.size();
    }

    private void work(MiningTask task) {
        String stream = task.stream().stream();
        worked.add(stream);
        int done = slices.merge(task.gapId(), 1, Integer::sum);
        boolean last = !stream.equals("alerts") || !task.gapId().endsWith("-4") || done == SLICES;
        jdbc.sql("update gap set state = :state, lease_until = null, due_at = :now where id = :id")
                .param("state", last ? "FILLED" : "OPEN")
                .param("now", InstantParameters.of(clock.instant()))
                .param("id", task.gapId())
                .update();
    }

    private long left(String stream) {
        return jdbc.sql("select count(*) from gap where stream = :stream and state <> 'FILLED'")
                .param("stream", stream)
                .query(Long.class)
                .single();
    }

    private int alone() {
        gaps("alerts", 100, false);
        int alone = tasksUntilDone("alerts");
        tables();
        worked.clear();
        slices.clear();
        return alone;
    }

    @Test
    void the_critical_class_is_empty_first_and_costs_no_more_than_a_fifth_over_what_it_costs_alone() {
        int alone = alone();
        assertThat(alone).isEqualTo(GAPS + ACCOUNTS * (SLICES - 1));
        threeClasses();
        dispatcher.dispatch();
        assertThat(topic.tasks).as("out before the drain").hasSize(20);
        drains.begin(PriorityClass.CRITICAL, PriorityClass.NORMAL);

        int drained = tasksUntilDone("alerts");

        System.out.printf("tasks until the critical class was empty: alone %d, in a drain %d%n", alone, drained);
        assertThat(drained).isLessThanOrEqualTo(alone * 6 / 5);
        assertThat(left("posts")).isPositive();
        tasksUntilDone("posts");
        assertThat(left("logs")).as("the class that was not chosen is last").isGreaterThan(GAPS / 2);

        drains.look();
        clock.advance(Duration.ofSeconds(9));
        drains.look();
        assertThat(drains.state()).isEqualTo("RUNNING");
        clock.advance(Duration.ofSeconds(1));
        drains.look();
        assertThat(drains.state()).isEqualTo("EMPTIED");
        tasksUntilDone("logs");
        assertThat(worked).as("all places are used again").hasSize(alone + 2 * GAPS);
    }

    @Test
    void without_a_drain_the_critical_class_waits_for_the_others() {
        int alone = alone();
        threeClasses();

        assertThat(tasksUntilDone("alerts")).isGreaterThan(2 * alone);
    }

    @Test
    void work_that_comes_again_has_its_turn_again_and_what_is_stopped_holds_up_nobody() {
        threeClasses();
        jdbc.sql("update gap set due_at = due_at + interval '5 minutes' where stream = 'alerts'")
                .update();
        drains.begin(PriorityClass.CRITICAL);
        dispatcher.dispatch();
        assertThat(out("alerts")).isZero();
        assertThat(out("logs") + out("posts"))
                .as("gives way while nothing is due")
                .isEqualTo(20);
        drains.look();
        clock.advance(Duration.ofMinutes(5));
        drains.look();
        assertThat(drains.state()).as("due again before it was over").isEqualTo("RUNNING");
        jdbc.sql("update gap set state = 'FILLED' where state = 'SCHEDULED'").update();
        dispatcher.dispatch();
        assertThat(out("alerts")).isEqualTo(20);

        jdbc.sql("update gap set state = 'FILLED' where state = 'SCHEDULED'").update();
        jdbc.sql("insert into stop (id, kind, source, account, stream, level, reason, generation, begun_at, begun_by)"
                        + " select gen_random_uuid(), 'STREAM', 's', 'acc' || a, 'alerts', 'INTAKE', 'a test', 1, now(), 'tester'"
                        + " from generate_series(1, :accounts) a")
                .param("accounts", ACCOUNTS)
                .update();
        dispatcher.dispatch();
        assertThat(out("alerts")).isZero();
        assertThat(out("logs") + out("posts")).isEqualTo(20);
    }

    @Test
    void the_end_that_moves_with_each_poll_does_not_keep_a_drain_running() {
        gaps("alerts", 100, false);
        jdbc.sql("update gap set mode = 'INCREMENTAL' where id = 'alerts1-1'").update();
        jdbc.sql("delete from gap where id <> 'alerts1-1'").update();
        drains.begin(PriorityClass.CRITICAL);
        assertThat(drains.fronts().front(clock.instant()))
                .as("it was open when the drain began")
                .isPresent();

        jdbc.sql("update gap set opened_at = opened_at + interval '1 second'").update();
        assertThat(drains.fronts().front(clock.instant())).isEmpty();
        jdbc.sql("update gap set mode = 'GAP_FILL'").update();
        assertThat(drains.fronts().front(clock.instant())).isPresent();
    }

    @Test
    void a_drain_ends_when_its_time_is_over_and_polls_of_its_class_go_first() {
        gaps("alerts", 100, false);
        jdbc.sql("""
                insert into poll (source, account, stream, mode, period_seconds, generation, next_at)
                select 's', 'acc' || n, s, 'SNAPSHOT', 10, 0,
                       cast(:now as timestamptz) - make_interval(secs => case s when 'alerts' then 1 else 60 end)
                  from unnest(array['alerts', 'profile']) s, generate_series(1, 40) n
                """).param("now", InstantParameters.of(NOON)).update();
        drains.begin(PriorityClass.CRITICAL);
        dispatcher.dispatch();

        assertThat(jdbc.sql("select count(*) from poll where scheduled and stream = 'alerts'")
                        .query(Long.class)
                        .single())
                .isEqualTo(20);
        jdbc.sql(
                        "update poll set scheduled = false, lease_until = null, next_at = next_at + interval '1 hour' where stream = 'alerts'")
                .update();
        dispatcher.dispatch();
        assertThat(jdbc.sql("select count(*) from poll where scheduled")
                        .query(Long.class)
                        .single())
                .as("polls of other classes while gaps of the class are due: a tenth of the places")
                .isEqualTo(2);
        clock.advance(Duration.ofHours(1));
        drains.look();
        assertThat(drains.state()).isEqualTo("EXPIRED");
    }

    private long out(String stream) {
        return jdbc.sql("select count(*) from gap where stream = :stream and state = 'SCHEDULED'")
                .param("stream", stream)
                .query(Long.class)
                .single();
    }
}
