package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.time.InstantParameters;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads {@link GapRow}s. */
public final class GapRows {

    private GapRows() {}

    public static GapRow read(ResultSet row, int rowNumber) throws SQLException {
        return new GapRow(
                row.getString("id"),
                stream(row),
                new Range(row.getLong("range_from"), row.getLong("range_to")),
                GapState.valueOf(row.getString("state")),
                row.getLong("epoch"),
                row.getLong("generation"),
                new GapRow.GapTries(
                        row.getInt("attempts"),
                        row.getInt("unseen"),
                        row.getString("resume"),
                        InstantParameters.nullableInstant(row, "lease_until")),
                MiningMode.valueOf(row.getString("mode")),
                row.getString("reason"));
    }

    /** Of any row with the columns source, account and stream. */
    public static StreamId stream(ResultSet row) throws SQLException {
        return new StreamId(row.getString("source"), row.getString("account"), row.getString("stream"));
    }
}
