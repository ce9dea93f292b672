package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.coverage.streams.ForkLock;
import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.common.position.StreamId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes one row of a stream's old windows that are alike in everything but their ranges. So the cost of a stream does
 * not grow with its age. A gap is never bridged: the row holds its ranges apart. The row about a snapshot stays as it
 * is: it is one, and its reach is the stream's freshness. What is claimed and not held yet is not merged.
 */
final class WindowMerger {

    private static final Logger LOG = LoggerFactory.getLogger(WindowMerger.class);
    private static final int STREAMS = 200;

    private static final String OLD = """
            (not open and reported_at < now() - ? * interval '1 second'
             or reported_at < now() - ? * interval '1 second')
            and window_id <> source || '/' || account || '/' || stream || ':snapshot'
            and held = covered
            """;

    /**
     * Streams with something that is not merged yet; what is merged is touched only along with that. Asked once for all
     * of them, as it reads the whole table.
     */
    private static final String STREAMS_WITH_OLD = """
            select distinct source, account, stream
              from coverage_window
             where window_id not like 'merged:%'
               and {old}
            """.replace("{old}", OLD);

    /**
     * Ranges read by two walks that started at least a minute apart are also stored as walked twice. A row merged
     * before only knows the start of its last walk, so it can only be the first of the two.
     */
    private static final String MERGE = """
            with streams as (
                select source, account, stream
                  from unnest(?::text[], ?::text[], ?::text[]) as s (source, account, stream)
            ), old as (
                delete from coverage_window
                 where (source, account, stream) in (select source, account, stream from streams)
                   and {old}
                returning *
            ), retired as (
                insert into coverage_retired (source, account, stream, window_id, retired_at)
                select distinct source, account, stream, part_of, now()
                  from old
                 where path = 'LIVE'
                   and open
                   and aspects <> 0
                    on conflict do nothing
            ), twice as (
                select a.source, a.account, a.stream, a.covered * b.covered as covered, a.aspects & b.aspects as aspects,
                       least(a.generation, b.generation) as generation, greatest(a.epoch, b.epoch) as epoch,
                       b.reported_at, b.opened_at
                  from old a
                  join old b using (source, account, stream)
                 where {walked_twice}
            ), kinds as (
                select source, account, stream, path, evidence, aspects, generation, covered, epoch, reported_at, opened_at
                  from old
                 where not isempty(covered)
                   and aspects <> 0
                 union all
                select source, account, stream, 'MINED', 'WALKED_TWICE', aspects, generation, covered, epoch,
                       reported_at, opened_at
                  from twice
            ), together as (
                select source, account, stream, path, evidence, aspects, generation,
                       range_agg(covered) as covered, max(epoch) as epoch, max(reported_at) as reported_at,
                       max(opened_at) as opened_at
                  from kinds
                 group by source, account, stream, path, evidence, aspects, generation
            ), named as materialized (
                select *, 'merged:' || gen_random_uuid() as id
                  from together
            )
            insert into coverage_window (source, account, stream, window_id, part_of, path, evidence, aspects, covered,
                                         opened_from, reach, open, epoch, generation, reported_at, opened_at, held,
                                         held_reach)
            select source, account, stream, id, id, path, evidence, aspects, covered,
                   lower(covered), upper(covered), false, epoch, generation, reported_at, opened_at, covered,
                   upper(covered)
              from named
            """.replace("{old}", OLD).replace("{walked_twice}", WalkedTwice.CONDITION);

    /** After so long no report comes for a window that has no row. */
    private static final List<String> FORGET = List.of("""
            delete from coverage_retired
             where retired_at < now() - ? * interval '1 second'
            """, """
            delete from coverage_retraction c
             where c.recorded_at < now() - ? * interval '1 second'
               and not exists (select 1
                                 from coverage_window w
                                where w.account = c.account
                                  and w.source = c.source
                                  and w.stream = c.stream
                                  and w.part_of = c.window_id)
            """);

    private static final ArrayColumns<StreamId> COLUMNS = new ArrayColumns<StreamId>()
            .text(StreamId::source)
            .text(StreamId::account)
            .text(StreamId::stream);

    private final JdbcTemplate jdbc;
    private final ForkLock gate;
    private final TransactionOperations transaction;
    private final CoverageProperties properties;

    WindowMerger(JdbcTemplate jdbc, ForkLock gate, TransactionOperations transaction, CoverageProperties properties) {
        this.jdbc = jdbc;
        this.gate = gate;
        this.transaction = transaction;
        this.properties = properties;
    }

    /** All there is, in transactions of a few streams each. */
    void merge() {
        List<StreamId> streams = jdbc.query(
                STREAMS_WITH_OLD,
                (row, number) -> new StreamId(row.getString(1), row.getString(2), row.getString(3)),
                properties.mergeAfter().toSeconds(),
                properties.abandonedAfter().toSeconds());
        for (int from = 0; from < streams.size(); from += STREAMS) {
            merge(streams.subList(from, Math.min(from + STREAMS, streams.size())));
        }
        FORGET.forEach(
                statement -> jdbc.update(statement, properties.rememberFor().toSeconds()));
    }

    private void merge(List<StreamId> streams) {
        transaction.executeWithoutResult(status -> {
            gate.lockShared(streams);
            int rows = jdbc.update(MERGE, statement -> {
                COLUMNS.bind(statement, streams);
                statement.setLong(4, properties.mergeAfter().toSeconds());
                statement.setLong(5, properties.abandonedAfter().toSeconds());
            });
            LOG.info("windows-merged streams={} rows={}", streams.size(), rows);
        });
    }
}
