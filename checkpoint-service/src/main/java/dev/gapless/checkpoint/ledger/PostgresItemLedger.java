package dev.gapless.checkpoint.ledger;

import dev.gapless.checkpoint.ledger.Rounds.Entry;
import dev.gapless.checkpoint.rows.Statements;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.Operation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;

/** One transaction a batch, at READ COMMITTED; see {@link Decide} for how an item is decided. */
final class PostgresItemLedger implements ItemLedger {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresItemLedger.class);
    private static final int ATTEMPTS = 8;

    private record Answer(int index, Verdict verdict) {}

    private final Statements statements;
    private final TransactionOperations transaction;

    PostgresItemLedger(Statements statements, TransactionOperations transaction) {
        this.statements = statements;
        this.transaction = transaction;
    }

    /**
     * Batches of several rounds may cross and end in a deadlock, and two callers with the same record collide. Nothing
     * of the loser is kept, and the winner is through by then: the next attempt sees what it wrote.
     */
    @Override
    public List<Verdict> commit(List<Item> items) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.execute(status -> decide(items));
            } catch (ConcurrencyFailureException | DuplicateKeyException e) {
                LOG.info(
                        "commit-crossed attempt={} items={} cause={}",
                        attempt,
                        items.size(),
                        e.getClass().getSimpleName());
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<Verdict> decide(List<Item> items) {
        @Nullable Verdict[] verdicts = new @Nullable Verdict[items.size()];
        for (List<Entry> round : Rounds.of(items)) {
            ask(buries(round) ? Decide.BURYING : Decide.SQL, round, verdicts);
            List<Entry> rejected = round.stream()
                    .filter(entry -> verdicts[entry.index()] == null)
                    .toList();
            ask(Classify.SQL, rejected, verdicts);
        }
        // throws when one of them is not decided, which would be a bug
        return List.of(verdicts);
    }

    private static boolean buries(List<Entry> round) {
        return round.stream()
                .map(Entry::item)
                .anyMatch(item -> item.inferred() && item.operation() == Operation.DELETE);
    }

    private void ask(String statement, List<Entry> round, @Nullable Verdict[] verdicts) {
        statements
                .query(statement, ItemColumns.ALL, round, (row, number) -> read(row))
                .forEach(answer -> verdicts[answer.index()] = answer.verdict());
    }

    private static Answer read(ResultSet row) throws SQLException {
        return new Answer(
                row.getInt("n"),
                new Verdict(Decision.valueOf(row.getString("decision")), row.getBoolean("first_of_version")));
    }
}
