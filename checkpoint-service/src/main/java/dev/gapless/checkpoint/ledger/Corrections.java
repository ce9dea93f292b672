package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CorrectionRequest.Correction;
import dev.gapless.common.message.CorrectionRequest.Replaced;
import dev.gapless.common.message.Decision;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Decides what was read anew from records already processed. Such a sighting is judged like any other, with one
 * exception: the very state that it was found to differ from it may replace, newer or not. To that end the held version
 * is first set just below the one that comes; should the ledger not take that even so (a fork has voided it), nothing
 * has happened.
 *
 * <p>It is asked without hints: they remember what the live door brought before it was read anew.
 */
final class Corrections {

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
            """;

    private final ItemLedger ledger;
    private final JdbcClient jdbc;
    private final TransactionOperations transaction;

    Corrections(ItemLedger ledger, JdbcClient jdbc, TransactionOperations transaction) {
        this.ledger = ledger;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    Decision correct(Correction correction) {
        return transaction.execute(status -> {
            Item item = correction.item();
            Replaced replaces = correction.replaces();
            boolean gaveWay = replaces != null && gaveWay(item, replaces);
            Decision decision = ledger.commit(List.of(item)).getFirst().decision();
            if (gaveWay && decision == Decision.STALE) {
                status.setRollbackOnly();
            }
            return decision;
        });
    }

    private boolean gaveWay(Item item, Replaced replaces) {
        return jdbc.sql(GIVE_WAY)
                        .param("below", item.version() - 1)
                        .param("account", item.account())
                        .param("source", item.source())
                        .param("stream", item.stream())
                        .param("item", item.itemId())
                        .param("version", replaces.version())
                        .param("operation", ItemColumns.rank(replaces.operation()))
                        .param("hash", replaces.hash())
                        .update()
                == 1;
    }
}
