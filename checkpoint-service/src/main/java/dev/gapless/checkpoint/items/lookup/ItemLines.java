package dev.gapless.checkpoint.items.lookup;

import dev.gapless.checkpoint.items.commit.ItemColumns;
import dev.gapless.checkpoint.items.commit.PayloadCompression;
import java.io.OutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import org.springframework.jdbc.core.RowCallbackHandler;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.ObjectMapper;

/** Writes each row as one line of JSON. The item itself is written as it is held: it is JSON already. */
public final class ItemLines implements RowCallbackHandler, AutoCloseable {

    private final JsonGenerator json;

    public ItemLines(ObjectMapper mapper, OutputStream out) {
        this.json = mapper.writer().withRootValueSeparator("").createGenerator(out, JsonEncoding.UTF8);
    }

    @Override
    public void processRow(ResultSet row) throws SQLException {
        json.writeStartObject();
        json.writeStringProperty("id", row.getString("item_id"));
        json.writeNumberProperty("version", row.getLong("version"));
        json.writeNumberProperty("position", row.getLong("position"));
        json.writeStringProperty(
                "operation", ItemColumns.operation(row.getInt("operation")).name());
        json.writeBooleanProperty("deleted", row.getBoolean("deleted"));
        json.writeStringProperty("path", row.getString("path"));
        json.writeStringProperty("hash", HexFormat.of().formatHex(row.getBytes("hash")));
        json.writeStringProperty(
                "acceptedAt", row.getTimestamp("accepted_at").toInstant().toString());
        json.writeName("item");
        String payload = PayloadCompression.text(row.getString("payload"), row.getBytes("packed"));
        if (payload == null) {
            json.writeNull();
        } else {
            json.writeRawValue(payload);
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void close() {
        json.close();
    }
}
