package dev.gapless.checkpoint.ledger;

import dev.gapless.common.position.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** A stream's items as they are held, by id. */
@Repository
class ItemPage {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String AFTER = """
            select item_id, version, position, operation, deleted, door, hash, accepted_at, payload
              from item
             where account = :account
               and source = :source
               and stream = :stream
               and item_id > :after
               and (:deleted or not deleted)
             order by item_id
             limit :limit
            """;

    private final JdbcClient jdbc;

    ItemPage(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param after the last id of the page before; empty for the first page */
    List<ObjectNode> after(StreamId stream, String after, boolean deleted, int limit) {
        return jdbc.sql(AFTER)
                .param("account", stream.account())
                .param("source", stream.source())
                .param("stream", stream.stream())
                .param("after", after)
                .param("deleted", deleted)
                .param("limit", limit)
                .query((row, number) -> read(row))
                .list();
    }

    private static String operation(int rank) {
        return switch (rank) {
            case 0 -> "CREATE";
            case 1 -> "UPDATE";
            default -> "DELETE";
        };
    }

    private static ObjectNode read(ResultSet row) throws SQLException {
        ObjectNode item = JSON.createObjectNode()
                .put("id", row.getString("item_id"))
                .put("version", row.getLong("version"))
                .put("position", row.getLong("position"))
                .put("operation", operation(row.getInt("operation")))
                .put("deleted", row.getBoolean("deleted"))
                .put("door", row.getString("door"))
                .put("hash", HexFormat.of().formatHex(row.getBytes("hash")))
                .put("acceptedAt", row.getTimestamp("accepted_at").toInstant().toString());
        String payload = row.getString("payload");
        if (payload == null) {
            item.putNull("item");
        } else {
            item.putRawValue("item", new RawValue(payload));
        }
        return item;
    }
}
