package dev.gapless.checkpoint.coverage.streams;

import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.position.StreamId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Records that a source has rewritten its history, in one transaction with everything that follows from it for the
 * coverage. What follows for the items is the {@link OrphanSweeper}'s work.
 */
final class ForkRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(ForkRecorder.class);

    private static final String KNOW = """
            insert into stream_state (source, account, stream)
            values (:source, :account, :stream)
                on conflict do nothing
            """;

    /**
     * The frontier falls back to the ancestor, because the new history may be the shorter one. A frontier beyond its
     * end would have ranges mined, and taken for covered, that the source does not have yet. A frontier that is too low
     * is only late: the next reader of the new generation reports it.
     */
    private static final String NEXT_GENERATION = """
            update stream_state
               set generation = generation + 1,
                   frontier = :ancestor + 1
             where account = :account
               and source = :source
               and stream = :stream
               and generation = :generation
            """;

    /** A plan depends on it. */
    private static final String RECORD = """
            with noted as (
                insert into coverage_change (source, account, stream) values (:source, :account, :stream)
            )
            insert into stream_fork (source, account, stream, generation, ancestor, recorded_at)
            values (:source, :account, :stream, :generation + 1, :ancestor, now())
            """;

    /** The owner of such a window reads a history that is no more: the window does not grow, and is no sign of life. */
    private static final String CUT = """
            update coverage_window
               set covered = covered * int8multirange(int8range(null, :ancestor + 1)),
                   held = held * int8multirange(int8range(null, :ancestor + 1)),
                   reach = least(reach, :ancestor + 1),
                   held_reach = least(held_reach, :ancestor + 1),
                   open = false
             where account = :account
               and source = :source
               and stream = :stream
               and generation <= :generation
            """;

    private static final String FORGET = """
            delete from stream_anchor
             where account = :account
               and source = :source
               and stream = :stream
               and position > :ancestor
               and generation <= :generation
            """;

    private final JdbcClient jdbc;
    private final ForkLock gate;
    private final TransactionOperations transaction;

    ForkRecorder(JdbcClient jdbc, ForkLock gate, TransactionOperations transaction) {
        this.jdbc = jdbc;
        this.gate = gate;
        this.transaction = transaction;
    }

    /** @return false when the stream is at another generation than the notice says: then nothing is changed */
    boolean record(StreamId stream, ForkNotice notice) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            gate.lockExclusive(stream);
            run(KNOW, stream, notice);
            if (run(NEXT_GENERATION, stream, notice) == 0) {
                return false;
            }
            run(RECORD, stream, notice);
            run(CUT, stream, notice);
            run(FORGET, stream, notice);
            LOG.info(
                    "history-rewritten stream={} ancestor={} generation={}",
                    stream,
                    notice.ancestor(),
                    notice.generation() + 1);
            return true;
        }));
    }

    private int run(String statement, StreamId stream, ForkNotice notice) {
        return jdbc.sql(statement)
                .params(StreamStateStore.key(stream))
                .param("ancestor", notice.ancestor())
                .param("generation", notice.generation())
                .update();
    }
}
