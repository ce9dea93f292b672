package dev.gapless.checkpoint.checkpoints;

import dev.gapless.checkpoint.jdbc.InstantColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row as it stands, its state not looked at yet.
 *
 * @param rest what does not depend on the state; its state is empty
 */
@SuppressWarnings("ArrayRecordComponent")
record CheckpointRow(Checkpoint rest, String state, byte[] hash) {

    static final String COLUMNS = """
             c.source, c.account, c.stream, c.processor, c.created_at, c.progressed_at, c.completed_at, c.state,
             c.content_hash, c.schema_version, c.migrated_at, c.version, c.token, c.horizon_from,
             c.processed::text as processed, c.first_processed_at, c.done, c.expected
            """;

    static Map<String, Object> key(CheckpointId id) {
        return Map.of(
                "source", id.source(),
                "account", id.account(),
                "stream", id.streamColumn(),
                "processor", id.processor());
    }

    static CheckpointRow read(ResultSet row) throws SQLException {
        byte[] hash = row.getBytes("content_hash");
        Checkpoint rest = new Checkpoint(
                id(row),
                InstantColumns.of(row, "created_at"),
                InstantColumns.of(row, "progressed_at"),
                InstantColumns.orNull(row, "completed_at"),
                JsonNodeFactory.instance.objectNode(),
                HexFormat.of().formatHex(hash),
                row.getInt("schema_version"),
                InstantColumns.orNull(row, "migrated_at"),
                row.getLong("version"),
                row.getLong("token"),
                row.getLong("horizon_from"),
                RangeText.parse(row.getString("processed")),
                InstantColumns.orNull(row, "first_processed_at"),
                row.getLong("done"),
                row.getObject("expected", Long.class));
        return new CheckpointRow(rest, row.getString("state"), hash);
    }

    static CheckpointId id(ResultSet row) throws SQLException {
        String stream = row.getString("stream");
        return new CheckpointId(
                row.getString("source"), row.getString("account"), orNull(stream), row.getString("processor"));
    }

    private static @Nullable String orNull(String stream) {
        return stream.isEmpty() ? null : stream;
    }

    Checkpoint with(ObjectNode readState) {
        return new Checkpoint(
                rest.id(),
                rest.createdAt(),
                rest.progressedAt(),
                rest.completedAt(),
                readState,
                rest.contentHash(),
                rest.schemaVersion(),
                rest.migratedAt(),
                rest.version(),
                rest.token(),
                rest.horizonFrom(),
                rest.processed(),
                rest.firstProcessedAt(),
                rest.done(),
                rest.expected());
    }
}
