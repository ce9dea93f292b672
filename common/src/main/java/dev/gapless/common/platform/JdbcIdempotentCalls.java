package dev.gapless.common.platform;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys in the service's own database, in the table {@code idempotent_call}. Times are the database's. */
final class JdbcIdempotentCalls implements IdempotentCalls {

    private record StoredCall(String digest, KnownCall call) {}

    private final JdbcClient jdbc;

    JdbcIdempotentCalls(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public KnownCall begin(String caller, IdempotencyKey key, String digest) {
        jdbc.sql("delete from idempotent_call where began_at < now() - interval '24 hours'")
                .update();
        int begun = jdbc.sql("""
                        insert into idempotent_call (caller, idempotency_key, digest, began_at)
                        values (:caller, :key, :digest, now())
                        on conflict do nothing
                        """)
                .param("caller", caller)
                .param("key", key.value())
                .param("digest", digest)
                .update();
        if (begun == 1) {
            return new KnownCall.Unused();
        }
        Optional<StoredCall> stored = jdbc.sql("""
                        select digest, began_at, status, content_type, location, body
                          from idempotent_call
                         where caller = :caller and idempotency_key = :key
                        """)
                .param("caller", caller)
                .param("key", key.value())
                .query((row, number) -> stored(row))
                .optional();
        if (stored.isEmpty()) {
            // forgotten between the two statements
            return begin(caller, key, digest);
        }
        return stored.get().digest().equals(digest) ? stored.get().call() : new KnownCall.OfAnother();
    }

    private static StoredCall stored(ResultSet row) throws SQLException {
        String digest = row.getString("digest");
        int status = row.getInt("status");
        if (row.wasNull()) {
            Instant begun = row.getObject("began_at", OffsetDateTime.class).toInstant();
            return new StoredCall(digest, new KnownCall.Begun(begun));
        }
        KeptAnswer answer =
                new KeptAnswer(status, row.getString("content_type"), row.getString("location"), row.getBytes("body"));
        return new StoredCall(digest, new KnownCall.Answered(answer));
    }

    @Override
    public void answer(String caller, IdempotencyKey key, KeptAnswer answer) {
        jdbc.sql("""
                        update idempotent_call
                           set status = :status, content_type = :type, location = :location, body = :body
                         where caller = :caller and idempotency_key = :key
                        """)
                .param("caller", caller)
                .param("key", key.value())
                .param("status", answer.status())
                .param("type", answer.contentType())
                .param("location", answer.location())
                .param("body", answer.body())
                .update();
    }

    @Override
    public void forget(String caller, IdempotencyKey key) {
        jdbc.sql("delete from idempotent_call where caller = :caller and idempotency_key = :key and status is null")
                .param("caller", caller)
                .param("key", key.value())
                .update();
    }
}
