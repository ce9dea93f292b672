package dev.gapless.checkpoint.items.commit;

import dev.gapless.checkpoint.items.commit.ConflictFreeBatches.BatchEntry;
import dev.gapless.common.message.Decision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Looks up what is held of a round, and locks no row. A held version never goes down, so the answer is final for all
 * that is held newer or the same. It says nothing of an item that is not held; that is to be added. What comes second
 * to what is held, or above a fork that its reader did not know of, is decided with it. What looks newer is to be
 * written.
 */
final class LookupStatement implements RowCallbackHandler {

    private static final String SQL = LookupColumns.INCOMING + """

            select n, {seen as}, {worth noting}
              from incoming i
              left join item k on {of k}
             where k.account is not null
                or {forked}
            """;

    private static final int N = 1;
    private static final int WHAT = 2;
    private static final int NOTED = 3;

    private final List<BatchEntry> round;
    private final boolean[] said;
    private final @Nullable ItemDecision[] verdicts;
    private final List<BatchEntry> noted = new ArrayList<>();

    LookupStatement(List<BatchEntry> round) {
        this.round = round;
        this.said = new boolean[round.size()];
        this.verdicts = new @Nullable ItemDecision[round.size()];
    }

    static String sql(PayloadRetention storing) {
        return DecisionRulesSql.filled(SQL, storing);
    }

    @Override
    public void processRow(ResultSet row) throws SQLException {
        int n = row.getInt(N);
        said[n] = true;
        String what = row.getString(WHAT);
        if (what.equals("NEWER")) {
            return;
        }
        verdicts[n] = new ItemDecision(Decision.valueOf(what), false);
        if (row.getBoolean(NOTED)) {
            noted.add(round.get(n));
        }
    }

    /** Null for what is to be written. */
    @Nullable
    ItemDecision verdict(BatchEntry entry) {
        return verdicts[entry.order()];
    }

    /** Decided, with something to be noted in the row. */
    List<BatchEntry> noted() {
        return noted;
    }

    List<BatchEntry> unheld() {
        return round.stream().filter(entry -> !said[entry.order()]).toList();
    }
}
