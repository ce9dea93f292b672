package dev.gapless.checkpoint.records.deadletters;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Rows as letters. */
final class DeadLetterRowMapper {

    static final String COLUMNS = """
            id, state, rule, detail, remedy, source, account, stream, origin, origin_topic, origin_partition,
            origin_offset, arrived_at, length(value) as bytes, attempt, previous, first, redrives, state_by, state_at,
            state_reason
            """;

    private DeadLetterRowMapper() {}

    static StoredDeadLetter letter(ResultSet row) throws SQLException {
        return new StoredDeadLetter(
                row.getLong("id"),
                DeadLetterState.valueOf(row.getString("state")),
                new DeadLetterCause(row.getString("rule"), row.getString("detail"), row.getString("remedy")),
                new DeadLetterSubject(row.getString("source"), row.getString("account"), row.getString("stream")),
                new StoredDeadLetter.Place(
                        row.getString("origin"),
                        row.getString("origin_topic"),
                        row.getObject("origin_partition", Integer.class),
                        row.getObject("origin_offset", Long.class)),
                row.getObject("arrived_at", OffsetDateTime.class).toInstant(),
                row.getLong("bytes"),
                new StoredDeadLetter.RedriveChain(
                        row.getInt("attempt"),
                        row.getObject("previous", Long.class),
                        row.getObject("first", Long.class),
                        row.getInt("redrives")),
                new StoredDeadLetter.Handling(
                        row.getString("state_by"),
                        instant(row.getObject("state_at", OffsetDateTime.class)),
                        row.getString("state_reason")));
    }

    static DeadLetterContent content(ResultSet row) throws SQLException {
        return new DeadLetterContent(
                row.getBytes("key"), row.getBytes("value"), HeaderCodec.read(row.getBytes("headers")));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
