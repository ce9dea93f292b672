package dev.gapless.scheduler.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.scheduler.time.InstantParameters;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

class PlanLedgerIT {

    private static final SchedulerTables TABLES = new SchedulerTables();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final StreamId STREAM = new StreamId("s", "a-1", "posts");

    private final JdbcClient jdbc = TABLES.jdbc();
    private final PlanLedger ledger = new PlanLedger(jdbc);

    @BeforeEach
    void gapsOfOneStream() {
        jdbc.sql("truncate gap").update();
        jdbc.sql("""
                insert into source (name, manifest, revision, applied_at) values ('s', '', '', now())
                    on conflict do nothing
                """).update();
        jdbc.sql("alter table gap set (autovacuum_enabled = off)").update();
        gaps(100, "OPEN");
        jdbc.sql("analyze gap").update();
    }

    /** One a stream, of streams {@code a-1}, {@code a-2} and so on. */
    private void gaps(int streams, String state) {
        jdbc.sql("""
                insert into gap (id, source, account, stream, range_from, range_to, aspects, mode, cause, state, near,
                                 generation, due_at, opened_at, updated_at, closed_at)
                select :state || n, 's', 'a-' || n, 'posts', 0, 10, 1, 'GAP_FILL', 'live-gap', :state, true, 0, :noon,
                       :noon, :noon, case when :state = 'FILLED' then cast(:noon as timestamptz) end
                  from generate_series(1, :streams) as g (n)
                """)
                .param("state", state)
                .param("streams", streams)
                .param("noon", InstantParameters.of(NOON))
                .update();
    }

    @Test
    void the_history_of_a_stream_is_what_its_gaps_say() {
        assertThat(ledger.histories(List.of(STREAM)))
                .containsExactlyEntriesOf(Map.of(STREAM, new ReconcileHistory(null, null, null)));

        gaps(1, "FILLED");
        assertThat(ledger.histories(List.of(STREAM, new StreamId("s", "nobody", "posts"))))
                .containsExactlyEntriesOf(Map.of(STREAM, new ReconcileHistory(null, null, NOON)));
    }

    /** Statistics come late: while they know of no filled gap, very many may have been filled. */
    @Test
    void histories_are_found_by_index_also_while_the_statistics_know_of_no_filled_gap() {
        gaps(2_000, "FILLED");

        assertThat(plan(PlanLedger.HISTORIES))
                .noneMatch(line -> line != null && (line.contains("Rows Removed") || line.contains("rows=2000.00")));
    }

    /**
     * PostgreSQL takes an index of filled gaps for empty then. Any of them that does not begin with the stream could be
     * read whole for each stream that is asked for.
     */
    @Test
    void each_index_of_filled_gaps_alone_begins_with_the_stream() {
        assertThat(jdbc.sql("""
                                select indexdef from pg_indexes
                                 where tablename = 'gap' and indexdef like '%WHERE (state = ''FILLED''::text)'
                                """).query(String.class).list())
                .isNotEmpty()
                .allSatisfy(index -> assertThat(index).contains("(source, account, stream,"));
    }

    private List<@Nullable String> plan(String sql) {
        StatementSpec explain = jdbc.sql("explain (analyze, timing off) " + sql)
                .param("sources", Collections.nCopies(100, "s").toArray(String[]::new))
                .param(
                        "accounts",
                        IntStream.rangeClosed(1, 100).mapToObj(n -> "a-" + n).toArray(String[]::new))
                .param("streams", Collections.nCopies(100, "posts").toArray(String[]::new));
        return explain.query(String.class).list();
    }
}
