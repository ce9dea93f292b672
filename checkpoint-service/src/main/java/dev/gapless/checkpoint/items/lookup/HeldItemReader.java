package dev.gapless.checkpoint.items.lookup;

import dev.gapless.common.position.StreamId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.transaction.support.TransactionOperations;

/** A stream's items as they are held, in the order of their ids, a page at a time and a row at a time. */
public final class HeldItemReader {

    private static final int FETCH = 500;

    private static final String HELD = """
              from item
             where account = ?
               and source = ?
               and stream = ?
               and item_id > ?
               and (? or not deleted)
            """;

    private static final String ENDS = "select item_id" + " " + HELD + " order by item_id offset ? limit 2";

    private static final String ROWS = """
            select item_id, version, position, operation, deleted, path, hash, accepted_at, payload, packed
            """ + HELD + " order by item_id limit ?";

    /**
     * @param after ids above this one; empty for all
     * @param deleted true for tombstones too
     */
    public record Page(StreamId stream, String after, boolean deleted, int limit) {}

    private final JdbcTemplate jdbc;
    private final TransactionOperations transaction;

    public HeldItemReader(JdbcTemplate jdbc, TransactionOperations transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** The last id of the page, when there are more behind it. */
    private Optional<String> nextAfter(Page page) {
        List<String> ends = jdbc.query(
                ENDS, statement -> bind(statement, page, page.limit() - 1), (row, number) -> row.getString(1));
        return ends.size() == 2 ? Optional.of(ends.getFirst()) : Optional.empty();
    }

    /**
     * Row by row: the driver fetches in portions only inside a transaction. Its statements see the same items: else one
     * that comes between them would push another one out of the page and of the next one.
     *
     * @param next told the last id of the page before the first row, or nothing when no items are behind it
     */
    public void read(Page page, Consumer<Optional<String>> next, RowCallbackHandler each) {
        transaction.executeWithoutResult(status -> {
            jdbc.execute("set transaction isolation level repeatable read");
            next.accept(nextAfter(page));
            jdbc.query(
                    connection -> {
                        PreparedStatement statement = connection.prepareStatement(ROWS);
                        statement.setFetchSize(FETCH);
                        bind(statement, page, page.limit());
                        return statement;
                    },
                    each);
        });
    }

    private static void bind(PreparedStatement statement, Page page, int last) throws SQLException {
        statement.setString(1, page.stream().account());
        statement.setString(2, page.stream().source());
        statement.setString(3, page.stream().stream());
        statement.setString(4, page.after());
        statement.setBoolean(5, page.deleted());
        statement.setInt(6, last);
    }
}
