package dev.gapless.checkpoint.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into arrays, one for each column, in the order of the statement's parameters. Any number of rows takes one
 * round trip and one plan.
 */
public final class ArrayColumns<T> {

    private record Column<T>(String type, Class<?> element, Function<T, ?> value) {}

    private final List<Column<T>> columns = new ArrayList<>();

    public ArrayColumns<T> text(Function<T, @Nullable String> value) {
        return with("text", String.class, value);
    }

    public ArrayColumns<T> int8(Function<T, @Nullable Long> value) {
        return with("int8", Long.class, value);
    }

    public ArrayColumns<T> int4(Function<T, Integer> value) {
        return with("int4", Integer.class, value);
    }

    public ArrayColumns<T> int2(Function<T, Short> value) {
        return with("int2", Short.class, value);
    }

    public ArrayColumns<T> bool(Function<T, Boolean> value) {
        return with("bool", Boolean.class, value);
    }

    public ArrayColumns<T> bytea(Function<T, byte @Nullable []> value) {
        return with("bytea", byte[].class, value);
    }

    public ArrayColumns<T> uuid(Function<T, UUID> value) {
        return with("uuid", UUID.class, value);
    }

    private ArrayColumns<T> with(String type, Class<?> element, Function<T, ?> value) {
        columns.add(new Column<>(type, element, value));
        return this;
    }

    /** Fills the first parameters of the statement, one a column. */
    public void bind(PreparedStatement statement, List<T> rows) throws SQLException {
        bind(statement, 1, rows);
    }

    /**
     * Fills parameters one a column.
     *
     * @param first which is filled with the first column
     * @return the one behind the last
     */
    public int bind(PreparedStatement statement, int first, List<T> rows) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            statement.setArray(first + i, array(statement.getConnection(), columns.get(i), rows));
        }
        return first + columns.size();
    }

    private static <T> Array array(Connection connection, Column<T> column, List<T> rows) throws SQLException {
        @Nullable
        Object[] values = (@Nullable Object[]) java.lang.reflect.Array.newInstance(column.element(), rows.size());
        for (int i = 0; i < values.length; i++) {
            values[i] = column.value().apply(rows.get(i));
        }
        return connection.createArrayOf(column.type(), values);
    }
}
