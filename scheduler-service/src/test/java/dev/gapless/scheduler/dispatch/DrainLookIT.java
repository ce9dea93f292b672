package dev.gapless.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.drains.DrainFront;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** What a drain reads to find whose turn it is, and what it holds meanwhile. */
class DrainLookIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int GAPS = 20_000;

    /** Pages of {@code gap} and its indexes that a look may read where no gap is to be found. */
    private static final long FEW = 150;

    /** The same where gaps are looked for in two orders. */
    private static final long BOUNDED = 3_000;

    private static final Set<Integer> SHARDS = IntStream.range(0, 64).boxed().collect(Collectors.toUnmodifiableSet());

    private final JdbcClient jdbc = TABLES.jdbc();
    private final FakeClock clock = new FakeClock(NOON);
    private final TestDrains drains = new TestDrains(jdbc, TABLES.transactions(), clock::instant);
    private final DispatchProperties properties =
            new DispatchProperties(Duration.ofMillis(250), 20, 4, 20, Duration.ofSeconds(60));

    @BeforeEach
    void runningDrain() {
        jdbc.sql(
                        "truncate gap, poll, account_queue, account_queue_change, stop, source, scheduler_member, drain cascade")
                .update();
        jdbc.sql("insert into source (name, manifest, revision, applied_at) values ('s', '', '', now())")
                .update();
        jdbc.sql("insert into scheduler_shard (shard) select generate_series(0, 63)")
                .update();
        drains.classOf("s", "alerts", PriorityClass.CRITICAL);
        drains.begin(PriorityClass.CRITICAL);
    }

    private void gapsOfTheCriticalClass(Instant due) {
        jdbc.sql("""
                insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state, near,
                                 generation, due_at, opened_at, updated_at)
                select 'gap-' || n, 's', 'acc' || n, 'alerts', n * 10, n * 10 + 5, 1, 'GAP_FILL', 'hole',
                       'OPEN', false, 1, :due, :now, :now
                  from generate_series(1, :gaps) n
                """)
                .param("due", InstantParameters.of(due))
                .param("now", InstantParameters.of(NOON))
                .param("gaps", GAPS)
                .update();
        jdbc.sql("vacuum analyze gap").update();
    }

    /** Pages of {@code gap} and its indexes that the work read, as PostgreSQL counts them in this transaction. */
    private long pagesRead(Runnable work) {
        return Objects.requireNonNull(TABLES.transactions().execute(status -> {
            jdbc.sql("set local enable_seqscan = off").update();
            long before = counted();
            work.run();
            return counted() - before;
        }));
    }

    private long counted() {
        return jdbc.sql("""
                select sum(pg_stat_get_xact_blocks_fetched(c.oid))
                  from pg_class c
                 where c.oid = 'scheduler.gap'::regclass
                    or c.oid in (select i.indexrelid from pg_index i where i.indrelid = 'scheduler.gap'::regclass)
                """).query(Long.class).single();
    }

    private boolean hasFront() {
        return drains.fronts().front(clock.instant()).isPresent();
    }

    @Test
    void gaps_that_are_due_later_are_not_read() {
        gapsOfTheCriticalClass(NOON.plusSeconds(300));

        assertThat(pagesRead(() -> assertThat(hasFront()).isFalse())).isLessThan(FEW);
        assertThat(pagesRead(() -> assertThat(taken()).isEmpty()))
                .as("all %d gaps would be as many pages", GAPS)
                .isLessThan(BOUNDED);
        clock.advance(Duration.ofMinutes(5));
        assertThat(hasFront()).isTrue();
    }

    @Test
    void an_account_with_very_many_of_the_first_gaps_leaves_places_empty_for_one_look() {
        gapsOfTheCriticalClass(NOON);
        jdbc.sql("""
                update gap
                   set account = 'acc1', near = true, due_at = due_at - interval '1 second'
                 where id < 'gap-15'
                """).update();

        assertThat(taken()).hasSize(4).allMatch(task -> task.stream().account().equals("acc1"));
        assertThat(taken())
                .hasSize(16)
                .noneMatch(task -> task.stream().account().equals("acc1"));
    }

    @Test
    void gaps_that_are_due_are_found_behind_those_that_are_due_later() {
        gapsOfTheCriticalClass(NOON.plusSeconds(300));
        jdbc.sql("update gap set near = true").update();
        jdbc.sql("update gap set near = false, due_at = :now where id like 'gap-777%'")
                .param("now", InstantParameters.of(NOON))
                .update();

        assertThat(taken()).hasSize(11).allMatch(task -> task.id().startsWith("gap-777"));
    }

    private List<DispatchedTask> taken() {
        DispatchScope scope = new DispatchScope(SHARDS, List.of("s"), new DrainFront(PriorityClass.CRITICAL, 0.1));
        return new GapDispatchLedger(jdbc, properties).take(scope, 100, clock.instant());
    }

    @Test
    void gaps_of_a_stream_that_is_stopped_for_all_accounts_are_not_read() {
        gapsOfTheCriticalClass(NOON);
        jdbc.sql(
                        "insert into stop (id, kind, source, stream, level, reason, generation, begun_at, begun_by)"
                                + " values (gen_random_uuid(), 'STREAM', 's', 'alerts', 'INTAKE', 'a test', 1, now(), 'tester')")
                .update();

        assertThat(pagesRead(() -> assertThat(hasFront()).isFalse())).isLessThan(FEW);
        assertThat(pagesRead(() -> assertThat(taken()).isEmpty())).isLessThan(FEW);
    }

    /** Other schedulers wait for the locks of the sources, so nothing slow is done while they are held. */
    @Test
    void the_look_comes_before_the_locks_of_the_sources() {
        TaskDispatcher dispatcher = dispatcher();
        CompletableFuture<Void> look = TABLES.transactions().execute(status -> {
            jdbc.sql("lock table drain in access exclusive mode").update();
            CompletableFuture<Void> begun = CompletableFuture.runAsync(dispatcher::dispatch);
            await().until(() -> jdbc.sql("""
                            select count(*)
                              from pg_locks
                             where not granted
                               and relation = 'scheduler.drain'::regclass
                               and database = (select oid from pg_database where datname = current_database())
                            """).query(Long.class).single() == 1);
            assertThat(new ClusterLock(jdbc, TABLES.transactions()).lockSources())
                    .as("nobody holds it while a look waits")
                    .containsExactly("s");
            return begun;
        });
        assertThat(look).succeedsWithin(10, TimeUnit.SECONDS);
    }

    private TaskDispatcher dispatcher() {
        ShardOwnership ownership = new ShardOwnership(
                new ShardLeaseTable(jdbc, TABLES.transactions(), "it", Duration.ofHours(1)), new SimpleMeterRegistry());
        ownership.renew();
        return new TaskDispatcher(
                new AccountQueue(jdbc),
                new GapDispatchLedger(jdbc, properties),
                new PollDispatchLedger(jdbc, properties),
                drains.fronts(),
                new KafkaTemplate<>(new DefaultKafkaProducerFactory<>(Map.of())),
                new ClusterLock(jdbc, TABLES.transactions()),
                ownership,
                TABLES.transactions(),
                clock::instant,
                new SimpleMeterRegistry());
    }

    @Test
    void a_drain_that_another_scheduler_changed_before_the_lock_is_read_again() {
        drains.look();
        clock.advance(Duration.ofSeconds(10));

        drains.lookAfter(() -> jdbc.sql("update drain set empty_since = null").update());

        assertThat(drains.state()).as("work of its classes came meanwhile").isEqualTo("RUNNING");
        clock.advance(Duration.ofSeconds(10));
        drains.look();
        assertThat(drains.state()).isEqualTo("EMPTIED");
    }
}
