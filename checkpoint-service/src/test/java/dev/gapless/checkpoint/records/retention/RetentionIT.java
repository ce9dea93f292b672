package dev.gapless.checkpoint.records.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.CheckpointDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionIT {

    private static final Duration DAYS_30 = Duration.ofDays(30);
    private static final Duration DAYS_100 = Duration.ofDays(100);

    /**
     * Items 1 to n as old as said, the tenth deleted; each has replaced a version 40 days ago, and another one today.
     */
    private static final String ITEMS = """
            with said as (
                select 'post-' || n as id, n, case when n %% 10 = 0 then 2 else 1 end as operation
                  from generate_series(1, %1$d) n
            ), held as (
                insert into item (source, account, stream, item_id, position, version, operation, deleted, hash, payload,
                                  path, provenance, generation, inferred, seen_at, accepted_at, topic_id, log_partition,
                                  log_offset)
                select 'forum', 'ann', 'posts', id, n, 3, operation, operation = 2, '\\x00',
                       case when operation = 2 then null else '{}' end, 'LIVE', 'w', 0, false, now(),
                       now() - interval '%2$s', '00000000-0000-0000-0000-000000000001', 0, n
                  from said
            )
            insert into item_version (topic_id, log_partition, log_offset, source, account, stream, item_id, position,
                                      version, operation, hash, path, provenance, verdict, accepted_at, replaced_at)
            select '00000000-0000-0000-0000-000000000001', 0, n + v * 1000000, 'forum', 'ann', 'posts', id, n, v,
                   0, '\\x00', 'LIVE', 'w', 'NEW', now() - interval '50 days',
                   now() - case when v = 1 then interval '40 days' else interval '0' end
              from said, generate_series(1, 2) v
            """;

    private CheckpointDatabase database;

    @BeforeEach
    void open() {
        database = new CheckpointDatabase();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void versions_go_when_their_replacement_is_old_and_what_is_held_stays() {
        database.jdbc().execute(ITEMS.formatted(1_000, "35 days"));

        sweep(RetentionPolicies.of(properties(null, null)));

        assertThat(count("select count(*) from item_version where version = 1")).isZero();
        assertThat(count("select count(*) from item_version where version = 2")).isEqualTo(1_000);
        assertThat(count("select count(*) from item where payload is not null")).isEqualTo(900);
        assertThat(count("select count(*) from item where deleted")).isEqualTo(100);
    }

    @Test
    void contents_and_tombstones_go_only_by_policies_of_their_own() {
        database.jdbc().execute(ITEMS.formatted(1_000, "200 days"));

        sweep(RetentionPolicies.of(properties(DAYS_100, DAYS_100)));

        assertThat(count("select count(*) from item where payload is not null")).isZero();
        assertThat(count("select count(*) from item where not deleted")).isEqualTo(900);
        assertThat(count("select count(*) from item where deleted")).isZero();
    }

    @Test
    void what_is_over_goes_and_what_is_not_stays_however_old() {
        database.jdbc().execute("""
                insert into operation (id, kind, target, parameters, requested_by, state, token, attempts, failures, due_at,
                                       done, created_at, ended_at)
                select gen_random_uuid(), 'UNDO', 'forum', '{}', 'ann', case n % 2 when 0 then 'COMPLETED' else 'PAUSED' end,
                       1, 1, 0, now(), 0, now() - interval '200 days',
                       case n % 2 when 0 then now() - interval '200 days' end
                  from generate_series(1, 10) n;
                insert into dead_letter (topic_id, log_partition, log_offset, arrived_at, origin, rule, detail, remedy, key,
                                         value, headers, state, state_at)
                select '00000000-0000-0000-0000-000000000001', 0, n, now() - interval '200 days', 'x', 'r', 'd', 'do', 'k',
                       'bytes', '', case n % 2 when 0 then 'REDRIVEN' else 'NEW' end, now() - interval '200 days'
                  from generate_series(1, 10) n;
                """);

        sweep(RetentionPolicies.of(properties(null, null)));

        assertThat(count("select count(*) from operation where state = 'COMPLETED'"))
                .isZero();
        assertThat(count("select count(*) from operation")).isEqualTo(5);
        assertThat(count("select count(*) from dead_letter")).isEqualTo(10);
        assertThat(count("select count(*) from dead_letter where state = 'NEW' and value = 'bytes'"))
                .isEqualTo(5);
        assertThat(count("select count(*) from dead_letter where state = 'REDRIVEN' and octet_length(value) = 0"))
                .isEqualTo(5);
    }

    @Test
    void what_somebody_else_has_locked_is_not_waited_for() {
        database.jdbc().execute(ITEMS.formatted(100, "35 days"));
        String locked = "select log_offset from item_version where item_id = 'post-7' and version = 1 for update";

        database.transaction().executeWithoutResult(status -> {
            database.jdbc().queryForList(locked);
            Thread sweeping = Thread.ofPlatform().start(() -> sweep(RetentionPolicies.of(properties(null, null))));
            assertThat(joined(sweeping)).isTrue();
        });

        assertThat(count("select count(*) from item_version where version = 1")).isEqualTo(1);
        sweep(RetentionPolicies.of(properties(null, null)));
        assertThat(count("select count(*) from item_version where version = 1")).isZero();
    }

    @Test
    void each_partition_is_swept() {
        database.jdbc().execute("""
                create table parted (n int, at timestamptz) partition by hash (n);
                create table parted_0 partition of parted for values with (modulus 2, remainder 0);
                create table parted_1 partition of parted for values with (modulus 2, remainder 1);
                insert into parted select n, now() - n * interval '1 day' from generate_series(1, 60) n;
                """);

        sweep(List.of(RetentionPolicy.deleting("parted", "parted", "r.at < {cutoff}", DAYS_30)));

        assertThat(count("select count(*) from parted_0")).isPositive();
        assertThat(count("select count(*) from parted")).isEqualTo(29);
    }

    @Test
    void a_table_that_is_swept_does_not_grow() {
        RetentionPolicy policy = RetentionPolicy.deleting("audits", "coverage_audit", "r.at < {cutoff}", DAYS_30);
        long second = 0;
        for (int round = 1; round <= 6; round++) {
            database.jdbc().update("""
                    insert into coverage_audit (source, account, stream, at, positions, items, missed)
                    select 'forum', 'ann', 'posts', now() - interval '40 days' - n * interval '1 second', 1, 1, 0
                      from generate_series(1, 5000) n
                    """);
            sweep(List.of(policy));
            database.jdbc().execute("vacuum (truncate off) coverage_audit");
            long size = count("select pg_total_relation_size('coverage_audit')");
            // pages of the index that fall empty are used again one round later; a vacuum leaves out pages that are in
            // use
            second = round <= 2 ? size : second;
            assertThat(size).as("bytes after round %d", round).isLessThan(2 * second);
        }
        assertThat(count("select count(*) from coverage_audit")).isZero();
    }

    private void sweep(List<RetentionPolicy> policies) {
        new RetentionSweeper(
                        database.jdbc(),
                        database.transaction(),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry(),
                        policies,
                        4,
                        Duration.ZERO,
                        pause -> {})
                .sweep();
    }

    private static boolean joined(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(60));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long count(String query) {
        return database.number(query);
    }

    private static RetentionProperties properties(@Nullable Duration payloadsFor, @Nullable Duration tombstonesFor) {
        return new RetentionProperties(
                Duration.ofHours(1),
                4,
                Duration.ZERO,
                Duration.ofDays(90),
                DAYS_30,
                payloadsFor,
                tombstonesFor,
                Duration.ofDays(400),
                Duration.ofDays(90),
                Duration.ofDays(400),
                Duration.ofDays(90));
    }
}
