package dev.gapless.standalone.demo;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.processor.commit.CommitClient;
import dev.gapless.processor.commit.LedgerOutcome;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A ledger that swallows some items, lets go of its version guard, and forgets tombstones. */
final class BuggyLedger implements CommitClient {

    private static final String OLDER = """
            update checkpoint.item
               set version = version - 1
             where account = ?
               and source = ?
               and stream = ?
               and item_id = ?
               and version > 1
            """;

    private static final String RAISE = """
            update checkpoint.item
               set deleted = false,
                   payload = '{}'
             where account = ?
               and source = ?
               and stream = ?
               and item_id = ?
            """;

    private final CommitClient right;
    private final DataSource database;

    BuggyLedger(CommitClient right, DataSource database) {
        this.right = right;
        this.database = database;
    }

    @Override
    public List<LedgerOutcome> commit(List<Item> items, List<DecidedSpan> decided) throws InterruptedException {
        List<Item> kept = new ArrayList<>(items);
        kept.removeIf(BuggyLedger::swallowed);
        List<LedgerOutcome> answers = right.commit(kept, decided);
        List<LedgerOutcome> outcomes = new ArrayList<>();
        int next = 0;
        for (Item item : items) {
            LedgerOutcome outcome =
                    swallowed(item) ? new LedgerOutcome.Decided(Decision.DUPLICATE) : answers.get(next++);
            outcomes.add(outcome);
            if (outcome instanceof LedgerOutcome.Decided(Decision decision) && decision.accepted()) {
                spoil(item);
            }
        }
        return outcomes;
    }

    private static boolean swallowed(Item item) {
        return PlantedBug.DROPS_ITEMS.concerns(item.account()) && item.itemId().hashCode() % 7 == 0;
    }

    private void spoil(Item item) {
        if (PlantedBug.LETS_OLDER_REPLACE_NEWER.concerns(item.account()) && item.version() > 1) {
            run(OLDER, item);
        }
        if (PlantedBug.DROPS_TOMBSTONES.concerns(item.account()) && item.operation() == ItemOperation.DELETE) {
            run(RAISE, item);
        }
    }

    private void run(String statement, Item item) {
        JdbcClient.create(database)
                .sql(statement)
                .params(item.account(), item.source(), item.stream(), item.itemId())
                .update();
    }
}
