package dev.gapless.checkpoint.ledger;

import dev.gapless.checkpoint.ledger.Rounds.Entry;
import dev.gapless.checkpoint.rows.Columns;
import dev.gapless.checkpoint.rows.Statements;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Operation;
import java.util.ArrayList;
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

    /**
     * One plan for any number of rows and any size of the tables: each item is looked up by its key in the one part of
     * the table that can hold it. A plan for the rows at hand may read all parts instead, and planning it costs more
     * than following it.
     */
    private static final String ONE_PLAN = """
            select set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_hashjoin', 'off', true),
                   set_config('enable_mergejoin', 'off', true),
                   set_config('enable_seqscan', 'off', true)
            """;

    private final Statements statements;
    private final TransactionOperations transaction;
    private final Columns<Entry> columns;
    private final String hopeful;
    private final String careful;
    private final String burying;
    private final String note;

    PostgresItemLedger(Statements statements, TransactionOperations transaction, Storing storing) {
        this.statements = statements;
        this.transaction = transaction;
        this.columns = ItemColumns.all(new Packing(storing.packFrom()));
        this.hopeful = Decide.sql(storing, true);
        this.careful = Decide.sql(storing, false);
        this.burying = Decide.burying(storing);
        this.note = Note.sql(storing);
    }

    /**
     * Batches of several rounds may cross and end in a deadlock, and two callers with the same record or the same new
     * item may collide. Nothing of the loser is kept, and the winner is through by then: the next attempt sees what it
     * wrote.
     */
    @Override
    public List<Verdict> commit(List<Item> items) {
        String statement = hopeful;
        for (int attempt = 1; ; attempt++) {
            try {
                String decide = statement;
                return transaction.execute(status -> decide(items, decide));
            } catch (ConcurrencyFailureException | DuplicateKeyException e) {
                LOG.info(
                        "commit-crossed attempt={} items={} cause={}",
                        attempt,
                        items.size(),
                        e.getClass().getSimpleName());
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                statement = careful;
            }
        }
    }

    private List<Verdict> decide(List<Item> items, String decide) {
        statements.run(ONE_PLAN);
        @Nullable Verdict[] verdicts = new @Nullable Verdict[items.size()];
        for (List<Entry> round : Rounds.of(items)) {
            decide(round, decide, verdicts);
        }
        // throws when one of them is not decided, which would be a bug
        return List.of(verdicts);
    }

    /** Asks about what somebody else was faster with until nothing is left. */
    private void decide(List<Entry> round, String decide, @Nullable Verdict[] verdicts) {
        List<Entry> open = round;
        List<Entry> noted = new ArrayList<>();
        for (int attempt = 1; !open.isEmpty(); attempt++) {
            if (attempt > ATTEMPTS) {
                throw new ConcurrencyFailureException("%d items are always overtaken".formatted(open.size()));
            }
            RoundAnswers answers = new RoundAnswers(round, open);
            statements.read(buries(open) ? burying : decide, columns, open, answers);
            requireUnrecorded(answers.crossed());
            noted.addAll(answers.noted());
            open.forEach(entry -> verdicts[entry.index()] = answers.verdict(entry));
            open = answers.undecided();
        }
        statements.update(note, columns, noted);
    }

    private static boolean buries(List<Entry> round) {
        return round.stream()
                .map(Entry::item)
                .anyMatch(item -> item.inferred() && item.operation() == Operation.DELETE);
    }

    private void requireUnrecorded(List<Entry> crossed) {
        List<Long> recorded = statements.query(Decide.RECORDED, columns, crossed, (row, number) -> row.getLong(1));
        if (recorded.stream().anyMatch(count -> count > 0)) {
            throw new ConcurrencyFailureException("a record was accepted by somebody else meanwhile");
        }
    }
}
