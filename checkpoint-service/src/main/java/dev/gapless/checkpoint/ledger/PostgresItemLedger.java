package dev.gapless.checkpoint.ledger;

import dev.gapless.checkpoint.floors.IntakeFloors;
import dev.gapless.checkpoint.ledger.NewItems.NewItem;
import dev.gapless.checkpoint.ledger.Rounds.Entry;
import dev.gapless.checkpoint.rows.Columns;
import dev.gapless.checkpoint.rows.Statements;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Operation;
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
 * One transaction a batch, at READ COMMITTED. A {@link Look} decides what needs no row to be touched; {@link NewItems}
 * are added; and what looks newer than what is held goes to {@link Decide}.
 */
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

    /**
     * When something is added: µs since the epoch, told only when the transaction has its number. Whoever goes through
     * what was accepted up to a time waits for transactions that have one.
     */
    private static final String NOW = """
            select (extract(epoch from clock_timestamp()) * 1000000)::bigint
              from pg_current_xact_id()
            """;

    private final Statements statements;
    private final TransactionOperations transaction;
    private final IntakeFloors floors;
    private final Packing packing;
    private final Columns<Entry> columns;
    private final NewItems newItems = new NewItems();
    private final String look;
    private final String careful;
    private final String burying;
    private final String note;

    PostgresItemLedger(Statements statements, TransactionOperations transaction, Storing storing) {
        this.statements = statements;
        this.transaction = transaction;
        this.floors = new IntakeFloors(statements, transaction);
        this.packing = new Packing(storing.packFrom());
        this.columns = ItemColumns.all(packing);
        this.look = Look.sql(storing);
        this.careful = Decide.sql(storing);
        this.burying = Decide.burying(storing);
        this.note = Note.sql(storing);
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
        List<Verdict> verdicts = items.isEmpty() ? List.of() : decide(items, hopeful);
        return new CommitOutcome(verdicts, floors.advance(decided));
    }

    /** @param hopeful that nobody else is about the same new items; else a unique key is violated */
    private List<Verdict> decide(List<Item> items, boolean hopeful) {
        statements.run(ONE_PLAN);
        @Nullable Verdict[] verdicts = new @Nullable Verdict[items.size()];
        for (List<Entry> round : Rounds.of(items)) {
            List<Entry> noted = new ArrayList<>();
            List<Entry> open = hopeful ? look(round, verdicts, noted) : round;
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
    private List<Entry> look(List<Entry> round, @Nullable Verdict[] verdicts, List<Entry> noted) {
        Look seen = new Look(round);
        statements.read(look, new LookColumns(round), seen);
        noted.addAll(seen.noted());
        round.forEach(entry -> verdicts[entry.index()] = seen.verdict(entry));
        add(seen.unheld(), verdicts);
        return round.stream().filter(entry -> verdicts[entry.index()] == null).toList();
    }

    private void add(List<Entry> unheld, @Nullable Verdict[] verdicts) {
        if (unheld.isEmpty()) {
            return;
        }
        long now = statements.one(NOW, (row, number) -> row.getLong(1));
        List<NewItem> rows = new ArrayList<>(unheld.size());
        for (Entry entry : unheld) {
            NewItem row = new NewItem(entry.item(), packing.packed(entry.item().payload()), now);
            rows.add(row);
            verdicts[entry.index()] = new Verdict(row.decision(), true);
        }
        statements.copy(newItems, rows);
    }

    /** Asks about what somebody else was faster with until nothing is left. */
    private void write(List<Entry> round, List<Entry> asked, @Nullable Verdict[] verdicts, List<Entry> noted) {
        List<Entry> open = asked;
        for (int attempt = 1; !open.isEmpty(); attempt++) {
            if (attempt > ATTEMPTS) {
                throw new ConcurrencyFailureException("%d items are always overtaken".formatted(open.size()));
            }
            RoundAnswers answers = new RoundAnswers(round, open);
            statements.read(buries(open) ? burying : careful, columns, open, answers);
            requireUnrecorded(answers.crossed());
            noted.addAll(answers.noted());
            open.forEach(entry -> verdicts[entry.index()] = answers.verdict(entry));
            open = answers.undecided();
        }
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
