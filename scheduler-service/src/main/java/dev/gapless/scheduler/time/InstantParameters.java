package dev.gapless.scheduler.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Instants as the {@code timestamptz} columns want them; the driver knows {@link OffsetDateTime} only. */
public final class InstantParameters {

    private InstantParameters() {}

    public static OffsetDateTime of(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    public static @Nullable OffsetDateTime ofNullable(@Nullable Instant instant) {
        return instant == null ? null : of(instant);
    }

    /** @throws SQLException when the column is null */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        Instant instant = nullableInstant(row, column);
        if (instant == null) {
            throw new SQLException("column %s: null (expected: an instant)".formatted(column));
        }
        return instant;
    }

    public static @Nullable Instant nullableInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
