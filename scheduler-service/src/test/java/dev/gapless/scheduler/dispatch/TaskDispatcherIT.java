package dev.gapless.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningTask;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.drains.TestDrains;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.shards.AccountShard;
import dev.gapless.scheduler.shards.ShardLeaseTable;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.time.InstantParameters;
import dev.gapless.testing.FakeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/** Dispatch on real tables, with a Kafka that is away when a test wants it. */
class TaskDispatcherIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** How a send ends. */
    private enum Mood {
        TAKING,
        REFUSING_LATER,
        REFUSING_AT_ONCE
    }

    private static final class UnreliableKafka extends KafkaTemplate<String, byte[]> {

        private final List<MiningTask> attempted = new ArrayList<>();
        private Mood mood = Mood.TAKING;

        UnreliableKafka() {
            super(new DefaultKafkaProducerFactory<>(Map.of()));
        }

        @Override
        public CompletableFuture<SendResult<String, byte[]>> send(String topic, String key, byte @Nullable [] data) {
            attempted.add(MiningTask.fromBytes(Objects.requireNonNull(data)));
            return switch (mood) {
                case TAKING -> CompletableFuture.completedFuture(null);
                case REFUSING_LATER -> CompletableFuture.failedFuture(new TimeoutException("not delivered in time"));
                case REFUSING_AT_ONCE -> throw new KafkaException("no metadata");
            };
        }

        @Override
        public void flush() {
            // each send has ended already
        }
    }

    private static final DispatchScope ALL = new DispatchScope(
            IntStream.range(0, AccountShard.COUNT).boxed().collect(Collectors.toSet()), List.of("s", "t"), null);

    private final JdbcClient jdbc = TABLES.jdbc();
    private final FakeClock clock = new FakeClock(NOON);
    private final UnreliableKafka kafka = new UnreliableKafka();
    private final DispatchProperties properties =
            new DispatchProperties(Duration.ofMillis(250), 200, 200, 5, Duration.ofSeconds(60));
    private final AccountQueue queue = new AccountQueue(jdbc);
    private final ShardOwnership ownership = new ShardOwnership(
            new ShardLeaseTable(jdbc, TABLES.transactions(), "it", Duration.ofHours(1)), new SimpleMeterRegistry());
    private final TaskDispatcher dispatcher = new TaskDispatcher(
            queue,
            new GapDispatchLedger(jdbc, properties),
            new PollDispatchLedger(jdbc, properties),
            new TestDrains(jdbc, TABLES.transactions(), clock::instant).fronts(),
            kafka,
            new ClusterLock(jdbc, TABLES.transactions()),
            ownership,
            TABLES.transactions(),
            clock::instant,
            new SimpleMeterRegistry());

    @BeforeEach
    void sixGapsAndAPoll() {
        jdbc.sql("truncate gap, poll, account_queue, account_queue_change, stop, source, scheduler_member cascade")
                .update();
        jdbc.sql("""
                insert into source (name, manifest, revision, applied_at) values ('s', '', '', now()), ('t', '', '', now());
                insert into scheduler_shard (shard) select generate_series(0, 63)
                """).update();
        ownership.renew();
        for (int gap = 0; gap < 6; gap++) {
            jdbc.sql("""
                    insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state, near,
                                     generation, attempts, due_at, opened_at, updated_at)
                    values (:id, 's', 'a', 'posts', :from, :from + 5, 1, 'GAP_FILL', 'hole', :state, true, 1, 5, :now,
                            :now, :now)
                    """)
                    .param("id", "g" + gap)
                    .param("from", gap * 10L)
                    .param("state", gap == 0 ? "STUCK" : "OPEN")
                    .param("now", InstantParameters.of(NOON))
                    .update();
        }
        jdbc.sql("""
                insert into poll (source, account, stream, mode, period_seconds, generation, next_at)
                values ('s', 'a', 'profile', 'SNAPSHOT', 10, 0, :now)
                """).param("now", InstantParameters.of(NOON)).update();
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }

    private void dispatchInVain() {
        assertThatThrownBy(dispatcher::dispatch).isInstanceOf(RuntimeException.class);
    }

    @Test
    void nothing_is_dispatched_of_what_a_stop_names_and_has_not_released() {
        assertThat(dispatchedWhile("'ALL', null, null, null")).isZero();
        assertThat(dispatchedWhile("'MINING', null, null, null")).isZero();
        assertThat(dispatchedWhile("'SOURCE', 's', null, null")).isZero();
        assertThat(dispatchedWhile("'ACCOUNT', 's', 'a', null")).isZero();
        assertThat(dispatchedWhile("'STREAM', 's', 'a', 'profile'")).isEqualTo(6);
        assertThat(dispatchedWhile("'STREAM', 's', 'a', 'posts'")).isEqualTo(1);
        assertThat(dispatchedWhile("'SOURCE', 'other', null, null")).isEqualTo(7);
        assertThat(dispatchedWhile("'CAPTURE', null, null, null")).isEqualTo(7);
        jdbc.sql("insert into stop (id, kind, level, reason, generation, begun_at, begun_by, mining_released_streams)"
                        + " values (gen_random_uuid(), 'ALL', 'INTAKE', 'a test', 1, now(), 'tester', '{profile}')")
                .update();
        assertThat(dispatched()).isEqualTo(1);
    }

    private int dispatchedWhile(String stop) {
        jdbc.sql("insert into stop (id, kind, source, account, stream, level, reason, generation, begun_at, begun_by)"
                        + " values (gen_random_uuid(), " + stop + ", 'INTAKE', 'a test', 1, now(), 'tester')")
                .update();
        int dispatched = dispatched();
        sixGapsAndAPoll();
        return dispatched;
    }

    private int dispatched() {
        kafka.attempted.clear();
        dispatcher.dispatch();
        return kafka.attempted.size();
    }

    @Test
    void what_kafka_did_not_take_is_put_back_as_it_was_and_costs_no_lost_lease() {
        for (Mood mood : List.of(Mood.REFUSING_LATER, Mood.REFUSING_AT_ONCE)) {
            kafka.mood = mood;
            dispatchInVain();

            assertThat(count("gap where state = 'OPEN' and lost = 0 and lease_until is null"))
                    .isEqualTo(5);
            assertThat(count("gap where state = 'STUCK' and attempts = 5")).isEqualTo(1);
            assertThat(count("poll where not scheduled and lease_until is null"))
                    .isEqualTo(1);
        }
    }

    @Test
    void while_kafka_is_away_one_task_at_a_time_is_tried_and_all_go_out_within_two_looks_of_its_return() {
        kafka.mood = Mood.REFUSING_LATER;
        dispatchInVain();
        assertThat(kafka.attempted).hasSize(7);
        for (int look = 0; look < 72; look++) {
            clock.advance(Duration.ofSeconds(25));
            kafka.attempted.clear();
            dispatchInVain();
            assertThat(kafka.attempted).hasSize(1);
        }

        kafka.mood = Mood.TAKING;
        kafka.attempted.clear();
        dispatcher.dispatch();
        assertThat(kafka.attempted).hasSize(1);
        dispatcher.dispatch();

        assertThat(kafka.attempted).hasSize(7).extracting(MiningTask::gapId).doesNotHaveDuplicates();
        assertThat(count("gap where state = 'SCHEDULED' and lost = 0")).isEqualTo(6);
        assertThat(jdbc.sql("select max(lease_until - :now) = interval '60 s' from gap")
                        .param("now", InstantParameters.of(clock.instant()))
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void a_gap_that_was_taken_again_meanwhile_is_not_put_back_by_an_older_dispatch() {
        GapDispatchLedger ledger = new GapDispatchLedger(jdbc, properties);
        queue.refresh(ALL.shards(), NOON);
        List<DispatchedTask> first = ledger.take(ALL, 1, NOON);
        ledger.putBack(first, NOON);
        List<DispatchedTask> second = ledger.take(ALL, 6, NOON);

        ledger.putBack(first, NOON);

        assertThat(count("gap where state = 'SCHEDULED'")).isEqualTo(6);
        assertThat(second).hasSize(6);
    }

    private void crowd(int accounts) {
        jdbc.sql("""
                insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state, near,
                                 generation, due_at, opened_at, updated_at)
                select 'c' || a || '-' || n, 's', 'c' || a, 'posts', n, n + 1, 1, 'GAP_FILL', 'hole', 'OPEN', false, 1,
                       cast(:now as timestamptz) + make_interval(secs => a - :accounts), :now, :now
                  from generate_series(1, :accounts) a, generate_series(1, 10) n
                """)
                .param("accounts", accounts)
                .param("now", InstantParameters.of(NOON))
                .update();
        jdbc.sql("analyze gap").update();
        while (queue.refresh(ALL.shards(), NOON)) {
            // until it is as the gaps are
        }
        jdbc.sql("vacuum analyze account_queue").update();
    }

    @Test
    void a_look_reads_no_more_rows_of_gaps_however_many_wait() {
        crowd(3_000);
        GapDispatchLedger ledger = new GapDispatchLedger(
                jdbc, new DispatchProperties(Duration.ofMillis(250), 40, 4, 5, Duration.ofSeconds(60)));

        Long read = TABLES.transactions().execute(status -> {
            assertThat(ledger.take(ALL, Integer.MAX_VALUE, NOON)).hasSize(40);
            return jdbc.sql("select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'gap'")
                    .query(Long.class)
                    .single();
        });

        assertThat(read).isLessThan(1_000);
    }

    @Test
    void only_a_gap_that_waits_or_waited_has_its_accounts_row_written_anew() {
        crowd(2);
        assertThat(count("account_queue_change")).isZero();

        jdbc.sql("update gap set state = 'SCHEDULED' where account = 'c1'").update();
        assertThat(count("account_queue_change")).as("a gap is out").isEqualTo(1);
        jdbc.sql("delete from account_queue_change").update();
        jdbc.sql("update gap set state = 'FILLED', closed_at = now() where account = 'c1'")
                .update();
        assertThat(count("account_queue_change")).as("and filled").isZero();
        jdbc.sql("update gap set state = 'UNFILLABLE', reason = 'gone' where account = 'c1'")
                .update();
        assertThat(count("account_queue_change")).as("it waits again").isEqualTo(1);
        jdbc.sql("delete from gap").update();
        assertThat(count("account_queue_change")).as("and is forgotten").isEqualTo(4);
    }

    @Test
    void near_gaps_go_first_then_those_of_whoever_waits_longest_and_an_account_has_its_share_only() {
        crowd(300);
        DispatchProperties narrow = new DispatchProperties(Duration.ofMillis(250), 14, 4, 5, Duration.ofSeconds(60));
        GapDispatchLedger ledger = new GapDispatchLedger(jdbc, narrow);

        List<DispatchedTask> taken = ledger.take(ALL, Integer.MAX_VALUE, NOON);

        assertThat(taken.stream()
                        .collect(Collectors.groupingBy(each -> each.stream().account(), Collectors.counting())))
                .isEqualTo(Map.of("a", 4L, "c1", 4L, "c2", 4L, "c3", 2L));
        assertThat(ledger.take(ALL, Integer.MAX_VALUE, NOON)).isEmpty();
    }

    @Test
    void polls_of_a_source_are_out_up_to_its_bound_and_come_again_when_their_miners_are_silent() {
        jdbc.sql("""
                insert into poll (source, account, stream, mode, period_seconds, generation, next_at)
                select s, 'p' || n, 'profile', 'SNAPSHOT', 10, 0, :now
                  from unnest(array['s', 't']) s, generate_series(1, 20) n
                """).param("now", InstantParameters.of(NOON)).update();
        dispatcher.dispatch();
        dispatcher.dispatch();
        assertThat(count("poll where scheduled and source = 's'")).isEqualTo(5);
        assertThat(count("poll where scheduled and source = 't'")).isEqualTo(5);

        clock.advance(Duration.ofSeconds(61));
        kafka.attempted.clear();
        dispatcher.dispatch();

        assertThat(kafka.attempted)
                .filteredOn(task -> task.mode() == MiningMode.SNAPSHOT)
                .hasSize(10);
        assertThat(count("poll where scheduled")).isEqualTo(10);
    }

    @Test
    void half_of_a_sources_polls_are_of_streams_that_clients_hear_and_none_is_handed_out_twice() {
        jdbc.sql("truncate watched_stream").update();
        jdbc.sql("""
                insert into poll (source, account, stream, mode, period_seconds, generation, next_at)
                select 's', 'p' || n, 'profile', 'SNAPSHOT', 10, 0, cast(:now as timestamptz) + n * interval '1 millisecond'
                  from generate_series(101, 120) n
                """).param("now", InstantParameters.of(NOON.minusSeconds(60))).update();
        jdbc.sql("""
                insert into watched_stream (source, account, stream, replica, lease_until)
                select 's', 'p' || n, 'profile', r, cast(:now as timestamptz) + interval '1 s'
                  from unnest(array[101, 116, 117, 118, 119]) n, unnest(array['one', 'two']) r
                 union all
                select 's', 'p120', 'profile', 'one', cast(:now as timestamptz)
                """).param("now", InstantParameters.of(NOON)).update();
        PollDispatchLedger ledger = new PollDispatchLedger(jdbc, properties);

        assertThat(ledger.take(ALL, Integer.MAX_VALUE, NOON).stream()
                        .map(task -> task.stream().account()))
                .containsExactlyInAnyOrder("p101", "p116", "p117", "p102", "p103");
    }
}
