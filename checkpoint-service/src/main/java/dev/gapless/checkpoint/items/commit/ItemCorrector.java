package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.CorrectionRequest.Replaced;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.LogPosition;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Decides what was read anew from records already processed. Such a sighting is judged like any other, with one
 * exception. It may replace the very state that it was found to differ from, newer or not. To that end the held version
 * is first set just below the one that comes. If the ledger refuses that even so (a fork has voided it), nothing has
 * happened. What was replaced is kept in the chain as it was accepted, and not as it gave way.
 *
 * <p>It is asked without hints: they remember what the live path brought before it was read anew.
 */
final class ItemCorrector {

    private static final String GIVE_WAY = """
            update item
               set version = :below,
                   operation = 0
             where account = :account
               and source = :source
               and stream = :stream
               and item_id = :item
               and version = :version
               and operation % 3 = :operation
               and hash = :hash
            returning old.operation as former, old.raised, topic_id, log_partition, log_offset
            """;

    private static final String AS_ACCEPTED = """
            update item_version
               set version = :version,
                   operation = :former
             where account = :account
               and source = :source
               and stream = :stream
               and item_id = :item
               and topic_id = :topic
               and log_partition = :partition
               and log_offset = :offset
               and version = :below
            """;

    private static final String HELD_BELOW = """
            select exists (select 1
                             from item
                            where account = :account
                              and source = :source
                              and stream = :stream
                              and item_id = :item
                              and version = :below)
            """;

    /**
     * The row that gave way, as it was.
     *
     * @param noted its version had been noted only; the one that was accepted is in the chain already
     */
    private record Former(long version, int operation, boolean noted, LogPosition record) {}

    private final ItemLedger ledger;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;

    ItemCorrector(ItemLedger ledger, JdbcClient jdbc, TransactionOperations transaction) {
        this.ledger = ledger;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    Decision correct(Correction correction) {
        return transaction.execute(status -> {
            Item item = correction.item();
            Replaced replaces = correction.replaces();
            Former former = replaces == null ? null : giveWay(item, replaces);
            Decision decision = ledger.commit(List.of(item)).getFirst().decision();
            if (former != null && heldBelow(item)) {
                status.setRollbackOnly();
            } else if (former != null && !former.noted()) {
                keepAsAccepted(item, former);
            }
            return decision;
        });
    }

    private @Nullable Former giveWay(Item item, Replaced replaces) {
        return about(GIVE_WAY, item)
                .param("version", replaces.version())
                .param("operation", ItemColumns.rank(replaces.operation()))
                .param("hash", replaces.hash())
                .query((row, number) -> new Former(
                        replaces.version(),
                        row.getInt("former"),
                        row.getBoolean("raised"),
                        new LogPosition(
                                row.getObject("topic_id", UUID.class),
                                row.getInt("log_partition"),
                                row.getLong("log_offset"))))
                .optional()
                .orElse(null);
    }

    /** Whatever the ledger answered: it did not take what the row gave way to. */
    private boolean heldBelow(Item item) {
        return about(HELD_BELOW, item).query(Boolean.class).single();
    }

    private void keepAsAccepted(Item item, Former former) {
        about(AS_ACCEPTED, item)
                .param("version", former.version())
                .param("former", former.operation())
                .param("topic", former.record().topicId())
                .param("partition", former.record().partition())
                .param("offset", former.record().offset())
                .update();
    }

    private JdbcClient.StatementSpec about(String sql, Item item) {
        return jdbc.sql(sql)
                .param("below", item.version() - 1)
                .param("account", item.account())
                .param("source", item.source())
                .param("stream", item.stream())
                .param("item", item.itemId());
    }
}
