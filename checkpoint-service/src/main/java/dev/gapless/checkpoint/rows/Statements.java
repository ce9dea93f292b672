package dev.gapless.checkpoint.rows;

import java.sql.PreparedStatement;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;

/** Runs statements whose rows come as arrays. Without rows there is nothing to run. */
public final class Statements {

    private final JdbcTemplate jdbc;

    public Statements(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public <T> void update(String sql, Columns<T> columns, List<T> rows) {
        if (!rows.isEmpty()) {
            jdbc.update(sql, (PreparedStatement statement) -> columns.bind(statement, rows));
        }
    }

    /** For what the statement does; its answer is left unread. */
    public void run(String sql) {
        jdbc.query(sql, (RowCallbackHandler) row -> {});
    }

    public <T> void read(String sql, Columns<T> columns, List<T> rows, RowCallbackHandler each) {
        if (!rows.isEmpty()) {
            jdbc.query(sql, (PreparedStatement statement) -> columns.bind(statement, rows), each);
        }
    }

    public <T, R> List<R> query(String sql, Columns<T> columns, List<T> rows, RowMapper<R> reader) {
        return rows.isEmpty()
                ? List.of()
                : jdbc.query(sql, (PreparedStatement statement) -> columns.bind(statement, rows), reader);
    }
}
