package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;

import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.CommitRequest.Item;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A process of its own that commits items which others commit too, when it is told to begin. */
final class LedgerProcess {

    /** Beside what libraries log. */
    static final String READY = "ready";

    static final String DECIDED = "decided ";
    static final int ITEMS = 200;
    private static final int BATCH = 50;

    private LedgerProcess() {}

    /** @param arguments the database's address, its user and password, and which process this is */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int process = Integer.parseInt(arguments[3]);
        String url = arguments[0] + "?currentSchema=checkpoint";
        try (SingleConnectionDataSource source =
                new SingleConnectionDataSource(url, arguments[1], arguments[2], true)) {
            ItemLedger ledger = new PostgresItemLedger(
                    new BatchStatements(new JdbcTemplate(source)),
                    new TransactionTemplate(new JdbcTransactionManager(source)),
                    new PayloadRetention(0, true, Duration.ofHours(1)));
            ledger.commit(List.of(post("warm-" + process, 900_000 + process).item()));
            out.println(READY);
            if (System.in.read() < 0) {
                return;
            }
            for (int from = 0; from < ITEMS; from += BATCH) {
                out.println(DECIDED + decided(ledger, process, from));
            }
        }
    }

    private static String decided(ItemLedger ledger, int process, int from) {
        List<Item> items = new ArrayList<>();
        for (int i = from; i < from + BATCH; i++) {
            items.add(post("item-" + i, process * 1_000L + i).item());
        }
        return ledger.commit(items).stream()
                .map(verdict -> verdict.decision().name())
                .collect(Collectors.joining(" "));
    }
}
