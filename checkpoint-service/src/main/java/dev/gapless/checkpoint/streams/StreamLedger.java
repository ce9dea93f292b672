package dev.gapless.checkpoint.streams;

import dev.gapless.common.message.Anchor;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.StreamState;
import dev.gapless.common.position.StreamId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The tables of streams. */
final class StreamLedger {

    /** Held alone by whoever records a fork; those who apply coverage share it. */
    private static final long FORKS = 0x6761706C657373L;

    private static final String STATE = """
            select generation, frontier
              from stream_state
             where account = :account
               and source = :source
               and stream = :stream
            """;

    private static final String ANCHORS = """
            select position, hash
              from stream_anchor
             where account = :account
               and source = :source
               and stream = :stream
             order by position desc
             limit 512
            """;

    private static final String SEEN = """
            select exists (select 1
                             from coverage_window
                            where account = :account
                              and source = :source
                              and stream = :stream
                              and window_id = :window)
            """;

    private static final String KNOW = """
            insert into stream_state (source, account, stream)
            values (:source, :account, :stream)
                on conflict do nothing
            """;

    /** The frontier falls back to the ancestor: what the source has above it is for the next reader to say. */
    private static final String NEXT_GENERATION = """
            update stream_state
               set generation = generation + 1,
                   frontier = :ancestor + 1
             where account = :account
               and source = :source
               and stream = :stream
               and generation = :generation
            """;

    private static final String RECORD = """
            insert into stream_fork (source, account, stream, generation, ancestor, recorded_at)
            values (:source, :account, :stream, :generation + 1, :ancestor, now())
            """;

    private static final String CUT = """
            update coverage_window
               set covered = covered * int8range(null, :ancestor + 1),
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
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate locks;
    private final TransactionTemplate transaction;

    StreamLedger(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = JdbcClient.create(jdbc);
        this.locks = jdbc;
        this.transaction = transaction;
    }

    /** @param window whose reports are asked about; null for none */
    StreamState state(StreamId stream, @Nullable String window) {
        boolean seen = window != null
                && jdbc.sql(SEEN)
                        .params(key(stream))
                        .param("window", window)
                        .query(Boolean.class)
                        .single();
        List<Anchor> anchors = jdbc.sql(ANCHORS)
                .params(key(stream))
                .query((row, number) -> new Anchor(row.getLong("position"), row.getString("hash")))
                .list();
        return jdbc.sql(STATE)
                .params(key(stream))
                .query((row, number) -> new StreamState(
                        stream, row.getLong("generation"), row.getObject("frontier", Long.class), anchors, seen))
                .optional()
                .orElseGet(() -> new StreamState(stream, 0, null, anchors, seen));
    }

    /** @return false when the stream is at another generation than the notice says: then nothing is changed */
    boolean fork(StreamId stream, ForkNotice notice) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            locks.query("select pg_advisory_xact_lock(?)", row -> {}, FORKS);
            jdbc.sql(KNOW).params(key(stream)).update();
            if (run(NEXT_GENERATION, stream, notice) == 0) {
                return false;
            }
            run(RECORD, stream, notice);
            run(CUT, stream, notice);
            jdbc.sql(FORGET)
                    .params(key(stream))
                    .param("ancestor", notice.ancestor())
                    .update();
            return true;
        }));
    }

    private int run(String statement, StreamId stream, ForkNotice notice) {
        return jdbc.sql(statement)
                .params(key(stream))
                .param("ancestor", notice.ancestor())
                .param("generation", notice.generation())
                .update();
    }

    private static Map<String, Object> key(StreamId stream) {
        return Map.of("source", stream.source(), "account", stream.account(), "stream", stream.stream());
    }
}
