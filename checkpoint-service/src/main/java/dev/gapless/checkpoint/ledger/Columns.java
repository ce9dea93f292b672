package dev.gapless.checkpoint.ledger;

import dev.gapless.checkpoint.ledger.Rounds.Entry;
import dev.gapless.common.message.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** A round as arrays, one a column, in the order in which the statements' {@code unnest} names them. */
final class Columns {

    /** The beginning of both statements. */
    static final String INCOMING = """
            with incoming as (
                select *
                  from unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                              ?::smallint[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[],
                              ?::bigint[], ?::uuid[], ?::int[], ?::bigint[])
                       as t (n, source, account, stream, item_id, position, version,
                             operation, hash, payload, door, sighting, generation, inferred,
                             seen_us, topic_id, log_partition, log_offset)
            )""";

    private Columns() {}

    static void bind(PreparedStatement statement, List<Entry> round) throws SQLException {
        Connection connection = statement.getConnection();
        int column = 0;
        for (Column each : ALL) {
            Object[] values = round.stream().map(each.value()).toArray(each.array());
            statement.setArray(++column, connection.createArrayOf(each.type(), values));
        }
    }

    private record Column(String type, java.util.function.IntFunction<Object[]> array, Function<Entry, Object> value) {}

    private static final List<Column> ALL = List.of(
            new Column("int4", Integer[]::new, Entry::index),
            new Column("text", String[]::new, entry -> entry.item().source()),
            new Column("text", String[]::new, entry -> entry.item().account()),
            new Column("text", String[]::new, entry -> entry.item().stream()),
            new Column("text", String[]::new, entry -> entry.item().itemId()),
            new Column("int8", Long[]::new, entry -> entry.item().position()),
            new Column("int8", Long[]::new, entry -> entry.item().version()),
            new Column("int2", Short[]::new, entry -> rank(entry.item().operation())),
            new Column("bytea", byte[][]::new, entry -> entry.item().hash()),
            new Column("text", String[]::new, Columns::payload),
            new Column("text", String[]::new, entry -> entry.item().door().name()),
            new Column("text", String[]::new, entry -> entry.item().sighting()),
            new Column("int8", Long[]::new, entry -> entry.item().generation()),
            new Column("bool", Boolean[]::new, entry -> entry.item().inferred()),
            new Column("int8", Long[]::new, entry -> entry.item().seenAtMicros()),
            new Column("uuid", java.util.UUID[]::new, entry -> entry.item().topicId()),
            new Column("int4", Integer[]::new, entry -> entry.item().partition()),
            new Column("int8", Long[]::new, entry -> entry.item().offset()));

    /** At the same version the higher one wins. */
    private static short rank(Operation operation) {
        return switch (operation) {
            case CREATE -> 0;
            case UPDATE -> 1;
            case DELETE -> 2;
        };
    }

    private static Object payload(Entry entry) {
        byte[] payload = entry.item().payload();
        return payload == null ? NOTHING : new String(payload, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Stands for null, which a stream of values cannot hold; a payload is JSON and so never empty. */
    private static final String NOTHING = "";
}
