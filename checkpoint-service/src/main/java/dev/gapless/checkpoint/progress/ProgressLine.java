package dev.gapless.checkpoint.progress;

import dev.gapless.checkpoint.checkpoints.CheckpointId;
import dev.gapless.checkpoint.jdbc.InstantColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A mark that was kept. Sorted by when it was told. */
record ProgressLine(CheckpointId checkpoint, Shown shown) implements Comparable<ProgressLine> {

    /** As it is shown, and as an archive holds it. */
    record Shown(
            UUID id,
            Instant at,
            long done,
            @Nullable Long expected,
            @Nullable String note) {}

    static ProgressLine read(ResultSet row) throws SQLException {
        String stream = row.getString("stream");
        return new ProgressLine(
                new CheckpointId(
                        row.getString("source"),
                        row.getString("account"),
                        stream.isEmpty() ? null : stream,
                        row.getString("processor")),
                shown(row));
    }

    static Shown shown(ResultSet row) throws SQLException {
        return new Shown(
                row.getObject("id", UUID.class),
                InstantColumns.of(row, "at"),
                row.getLong("done"),
                row.getObject("expected", Long.class),
                row.getString("note"));
    }

    @Override
    public int compareTo(ProgressLine other) {
        int byTime = shown.at().compareTo(other.shown.at());
        return byTime != 0 ? byTime : shown.id().compareTo(other.shown.id());
    }
}
