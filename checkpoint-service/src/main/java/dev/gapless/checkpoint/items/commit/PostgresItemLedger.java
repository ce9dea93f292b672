package dev.gapless.checkpoint.items.commit;

import dev.gapless.checkpoint.coverage.floors.IntakeFloors;
import dev.gapless.checkpoint.items.commit.ConflictFreeBatches.BatchEntry;
import dev.gapless.checkpoint.items.commit.NewItems.NewItem;
import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.ItemOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * One transaction a batch, at READ COMMITTED. A {@link LookupStatement} decides what needs no row to be touched;
 * {@link NewItems} are added; and what looks newer than what is held goes to {@link UpsertStatement}.
 */
public final class PostgresItemLedger implements ItemLedger {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresItemLedger.class);
    private static final int ATTEMPTS = 8;

    /**
     * One plan for any number of rows and any size of the tables. Each item is looked up by its key in the one part of
     * the table that can hold it. A plan for the rows at hand may read all parts instead, and planning it costs more
     * than following it.
     */
    private static final String ONE_PLAN = """
            select set_config('plan_cache_mode', 'force_generic_plan', true),
                   set_config('enable_hashjoin', 'off', true),
                   set_config('enable_mergejoin', 'off', true),
                   set_config('enable_seqscan', 'off', true)
            """;

    /**
     * When something is added: µs since the epoch, told only when the transaction has its number. A scan of what was
     * accepted up to a time waits for transactions that have an older one.
     */
    private static final String NOW = """
            select (extract(epoch from clock_timestamp()) * 1000000)::bigint
              from pg_current_xact_id()
            """;

    private final BatchStatements statements;
    private final TransactionOperations transaction;
    private final IntakeFloors floors;
    private final PayloadCompression packing;
    private final ArrayColumns<BatchEntry> columns;
    private final NewItems newItems = new NewItems();
    private final String look;
    private final String careful;
    private final String deleting;
    private final String note;

    public PostgresItemLedger(BatchStatements statements, TransactionOperations transaction, PayloadRetention storing) {
        this.statements = statements;
        this.transaction = transaction;
        this.floors = new IntakeFloors(statements, transaction);
        this.packing = new PayloadCompression(storing.compressThreshold());
        this.columns = ItemColumns.all(packing);
        this.look = LookupStatement.sql(storing);
        this.careful = UpsertStatement.sql(storing);
        this.deleting = UpsertStatement.deleting(storing);
        this.note = SightingUpdateStatement.sql(storing);
    }

    /**
     * Batches of several rounds may cross and end in a deadlock, and two callers with the same record or the same new
     * item may collide. Nothing of the loser is kept, and the winner is through by then: the next attempt sees what it
     * wrote.
     */
    @Override
    public CommitOutcome commit(List<Item> items, List<DecidedSpan> decided) {
        for (int attempt = 1; ; attempt++) {
            boolean hopeful = attempt == 1;
            try {
                return Objects.requireNonNull(transaction.execute(status -> {
                    CommitOutcome outcome = decide(items, decided, hopeful);
                    if (!outcome.kept()) {
                        // what was lost comes first, else an older version would be accepted and published before it
                        status.setRollbackOnly();
                    }
                    return outcome;
                }));
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

    /** Floors come last, so that their rows are locked for as short as can be. */
    private CommitOutcome decide(List<Item> items, List<DecidedSpan> decided, boolean hopeful) {
        List<ItemDecision> verdicts = items.isEmpty() ? List.of() : decide(items, hopeful);
        return new CommitOutcome(verdicts, floors.advance(decided));
    }

    /** @param hopeful that no other transaction has the same new items; else a unique key is violated */
    private List<ItemDecision> decide(List<Item> items, boolean hopeful) {
        statements.run(ONE_PLAN);
        @Nullable ItemDecision[] verdicts = new @Nullable ItemDecision[items.size()];
        for (List<BatchEntry> round : ConflictFreeBatches.of(items)) {
            List<BatchEntry> noted = new ArrayList<>();
            List<BatchEntry> open = hopeful ? look(round, verdicts, noted) : round;
            write(round, open, verdicts, noted);
            statements.update(note, columns, noted);
        }
        // throws when one of them is not decided, which would be a bug
        return List.of(verdicts);
    }

    /**
     * Decides what needs no row to be touched, and adds what is not held.
     *
     * @return what is left
     */
    private List<BatchEntry> look(List<BatchEntry> round, @Nullable ItemDecision[] verdicts, List<BatchEntry> noted) {
        LookupStatement seen = new LookupStatement(round);
        statements.read(look, new LookupColumns(round), seen);
        noted.addAll(seen.noted());
        round.forEach(entry -> verdicts[entry.index()] = seen.verdict(entry));
        add(seen.unheld(), verdicts);
        return round.stream().filter(entry -> verdicts[entry.index()] == null).toList();
    }

    private void add(List<BatchEntry> unheld, @Nullable ItemDecision[] verdicts) {
        if (unheld.isEmpty()) {
            return;
        }
        long now = statements.one(NOW, (row, number) -> row.getLong(1));
        List<NewItem> rows = new ArrayList<>(unheld.size());
        for (BatchEntry entry : unheld) {
            NewItem row = new NewItem(entry.item(), packing.packed(entry.item().payload()), now);
            rows.add(row);
            verdicts[entry.index()] = new ItemDecision(row.decision(), true);
        }
        statements.copy(newItems, rows);
    }

    /** Asks again about the items that another transaction was faster with, until none is left. */
    private void write(
            List<BatchEntry> round, List<BatchEntry> asked, @Nullable ItemDecision[] verdicts, List<BatchEntry> noted) {
        List<BatchEntry> open = asked;
        for (int attempt = 1; !open.isEmpty(); attempt++) {
            if (attempt > ATTEMPTS) {
                throw new ConcurrencyFailureException("%d items are always overtaken".formatted(open.size()));
            }
            UpsertResultReader answers = new UpsertResultReader(round, open);
            statements.read(deletes(open) ? deleting : careful, columns, open, answers);
            requireUnrecorded(answers.crossed());
            noted.addAll(answers.noted());
            open.forEach(entry -> verdicts[entry.index()] = answers.verdict(entry));
            open = answers.undecided();
        }
    }

    private static boolean deletes(List<BatchEntry> round) {
        return round.stream()
                .map(BatchEntry::item)
                .anyMatch(item -> item.inferred() && item.operation() == ItemOperation.DELETE);
    }

    private void requireUnrecorded(List<BatchEntry> crossed) {
        List<Long> recorded =
                statements.query(UpsertStatement.RECORDED, columns, crossed, (row, number) -> row.getLong(1));
        if (recorded.stream().anyMatch(count -> count > 0)) {
            throw new ConcurrencyFailureException("another caller accepted a record meanwhile");
        }
    }
}
