package dev.gapless.checkpoint.progress;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.transaction.support.TransactionOperations;

/** Keeps marks as rows, and tells the checkpoints of them that they are alive. */
final class PostgresProgress implements ProgressSink {

    private static final String KEEP = """
            insert into progress_mark (id, source, account, stream, processor, done, expected, note, at, kept_at)
            select id, source, account, stream, processor, done, expected, note,
                   to_timestamp(at_us / 1e6), clock_timestamp()
              from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[],
                          ?::text[], ?::bigint[])
                   as r (id, source, account, stream, processor, token, done, expected, note, at_us)
                on conflict (id) do nothing
            """;

    /**
     * The last mark of each that was told under the token which last moved the checkpoint, or a later one. Only the
     * instant and what is expected come from marks: what is done is the business of moves. In the order of their keys,
     * so that two batches do not wait for each other in a circle.
     */
    private static final String ALIVE = """
            with told as (
                select distinct on (account, source, stream, processor)
                       account, source, stream, processor, token, expected
                  from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[],
                              ?::text[], ?::bigint[])
                       with ordinality as r (id, source, account, stream, processor, token, done, expected, note, at_us, n)
                 order by account, source, stream, processor, token desc, n desc
            ), locked as (
                select c.account, c.source, c.stream, c.processor, t.expected
                  from told t
                  join checkpoint c using (account, source, stream, processor)
                 where c.token <= t.token
                   and c.completed_at is null
                 order by c.account, c.source, c.stream, c.processor
                   for update of c
            )
            update checkpoint c
               set progressed_at = clock_timestamp(),
                   expected = coalesce(l.expected, c.expected)
              from locked l
             where c.account = l.account
               and c.source = l.source
               and c.stream = l.stream
               and c.processor = l.processor
            """;

    private static final ArrayColumns<ProgressMark> COLUMNS = new ArrayColumns<ProgressMark>()
            .uuid(ProgressMark::id)
            .text(mark -> mark.checkpoint().source())
            .text(mark -> mark.checkpoint().account())
            .text(mark -> mark.checkpoint().streamColumn())
            .text(mark -> mark.checkpoint().processor())
            .int8(ProgressMark::token)
            .int8(ProgressMark::done)
            .int8(ProgressMark::expected)
            .text(ProgressMark::note)
            .int8(mark -> ChronoUnit.MICROS.between(Instant.EPOCH, mark.at()));

    private final BatchStatements statements;
    private final TransactionOperations transaction;

    PostgresProgress(BatchStatements statements, TransactionOperations transaction) {
        this.statements = statements;
        this.transaction = transaction;
    }

    @Override
    public void keep(List<ProgressMark> batch) {
        transaction.executeWithoutResult(status -> {
            statements.update(KEEP, COLUMNS, batch);
            statements.update(ALIVE, COLUMNS, batch);
        });
    }
}
