package dev.gapless.checkpoint.jdbc;

import de.bytefish.pgbulkinsert.PgBulkInsert;
import de.bytefish.pgbulkinsert.exceptions.BinaryWriteFailedException;
import de.bytefish.pgbulkinsert.exceptions.SaveEntityFailedException;
import de.bytefish.pgbulkinsert.mapping.AbstractMapping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;

/** Runs statements whose rows come as arrays, and copies rows. Without rows there is nothing to run. */
public final class BatchStatements {

    private final JdbcTemplate jdbc;

    public BatchStatements(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public <T> void update(String sql, ArrayColumns<T> columns, List<T> rows) {
        if (!rows.isEmpty()) {
            jdbc.update(sql, (PreparedStatement statement) -> columns.bind(statement, rows));
        }
    }

    /** For what the statement does; its answer is left unread. */
    public void run(String sql) {
        jdbc.query(sql, (RowCallbackHandler) row -> {});
    }

    /** For the one row that the statement answers. */
    public <R> R one(String sql, RowMapper<R> reader, Object... parameters) {
        return Objects.requireNonNull(jdbc.queryForObject(sql, reader, parameters));
    }

    /**
     * Adds rows to a table, without an answer. Within a transaction only: what was sent before a failure must not stay.
     *
     * @throws org.springframework.dao.DuplicateKeyException when one of them is there already: then none is added, and
     *     the transaction is lost
     */
    public <T> void copy(AbstractMapping<T> mapping, List<T> rows) {
        if (!rows.isEmpty()) {
            jdbc.execute((Connection connection) -> {
                copy(new PgBulkInsert<>(mapping), connection.unwrap(PGConnection.class), rows);
                return null;
            });
        }
    }

    private static <T> void copy(PgBulkInsert<T> writer, PGConnection connection, List<T> rows) throws SQLException {
        try {
            writer.saveAll(connection, rows);
        } catch (BinaryWriteFailedException | SaveEntityFailedException e) {
            throw said(e);
        }
    }

    /** What the database or its connection said, by which callers tell one failure from another. */
    private static SQLException said(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said) {
                return said;
            }
        }
        throw failure;
    }

    public <T> void read(String sql, ArrayColumns<T> columns, List<T> rows, RowCallbackHandler each) {
        if (!rows.isEmpty()) {
            jdbc.query(sql, (PreparedStatement statement) -> columns.bind(statement, rows), each);
        }
    }

    /** The same for rows that set their parameters themselves; the statement is run even if there are none. */
    public void read(String sql, PreparedStatementSetter rows, RowCallbackHandler each) {
        jdbc.query(sql, rows, each);
    }

    public <T, R> List<R> query(String sql, ArrayColumns<T> columns, List<T> rows, RowMapper<R> reader) {
        return rows.isEmpty()
                ? List.of()
                : jdbc.query(sql, (PreparedStatement statement) -> columns.bind(statement, rows), reader);
    }
}
