package dev.gapless.checkpoint.coverage.streams;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.position.StreamId;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps a fork from being recorded between a writer's look at the forks and its write of coverage. Otherwise a range
 * read before the fork could be written uncut after it. Writers of coverage pass together, a fork passes alone, and
 * both are held until the end of their transaction.
 */
public final class ForkLock {

    /** First half of the locks' keys, so that other users of the database are not met; "gfrk". */
    private static final int FAMILY = 0x6766726b;

    /**
     * The number of locks, which streams share. PostgreSQL's table of locks has room for some 7,800 with its default
     * settings. One lock for each stream of all replicas' batches would fill it.
     */
    private static final int LOCKS = 4_096;

    private static final String TOGETHER = """
            select pg_advisory_xact_lock_shared(%d, n)
              from (select distinct hashtext(key) & %d as n from unnest(?::text[]) as t (key) order by 1) as locks
            """.formatted(FAMILY, LOCKS - 1);

    private static final String ALONE =
            "select pg_advisory_xact_lock(%d, hashtext(?) & %d)".formatted(FAMILY, LOCKS - 1);

    private static final ArrayColumns<String> KEYS = new ArrayColumns<String>().text(key -> key);

    private final JdbcTemplate jdbc;
    private final BatchStatements statements;

    public ForkLock(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.statements = new BatchStatements(jdbc);
    }

    /** For those who write coverage of these streams. */
    public void lockShared(Collection<StreamId> streams) {
        List<String> keys = streams.stream().map(StreamId::key).distinct().toList();
        statements.query(TOGETHER, KEYS, keys, (row, number) -> number);
    }

    /** For those who take coverage back. Holding it for one stream, never ask for another. */
    public void lockExclusive(StreamId stream) {
        jdbc.query(ALONE, row -> {}, stream.key());
    }
}
