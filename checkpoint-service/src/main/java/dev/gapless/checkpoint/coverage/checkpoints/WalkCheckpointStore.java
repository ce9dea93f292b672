package dev.gapless.checkpoint.coverage.checkpoints;

import dev.gapless.common.message.WalkCheckpoint;
import dev.gapless.common.message.WalkCheckpointClaim;
import dev.gapless.common.message.WalkCheckpointMove;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of walks' checkpoints. A claim carries the epoch of the scheduler's lease, so that the miner of an older
 * lease writes nothing. A move names the version it saw, so that of two miners of one lease one writes.
 */
final class WalkCheckpointStore {

    private static final Logger LOG = LoggerFactory.getLogger(WalkCheckpointStore.class);

    private static final String CLAIM = """
            insert into walk_checkpoint as held (source, account, stream, gap, epoch, version, claimed_at, moved_at)
            values (:source, :account, :stream, :gap, :epoch, 1, clock_timestamp(), clock_timestamp())
                on conflict (account, source, stream, gap) do update
               set epoch = excluded.epoch,
                   version = held.version + 1,
                   claimed_at = clock_timestamp()
             where held.epoch <= excluded.epoch
            returning version, schema_version, state, content_hash
            """;

    /** A state of a later release is never written over by an earlier one. */
    private static final String MOVE = """
            update walk_checkpoint
               set version = version + 1,
                   schema_version = :schema,
                   state = :state,
                   content_hash = :hash,
                   moved_at = clock_timestamp()
             where account = :account
               and source = :source
               and stream = :stream
               and gap = :gap
               and epoch = :epoch
               and version = :expected
               and coalesce(schema_version, 0) <= :release
            returning version, schema_version, state, content_hash
            """;

    private final JdbcClient jdbc;

    WalkCheckpointStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One statement. Empty when a claim of a higher epoch has come before. */
    Optional<WalkCheckpoint> claim(WalkCheckpointClaim claim) {
        return jdbc.sql(CLAIM)
                .params(key(claim.stream(), claim.gapId()))
                .param("epoch", claim.epoch())
                .query((row, number) -> read(row, claim))
                .optional();
    }

    /** One statement. Empty when it was claimed or moved by another since, or is of a later release. */
    Optional<WalkCheckpoint> move(WalkCheckpointMove move) {
        String state = move.state();
        return jdbc.sql(MOVE)
                .params(key(move.stream(), move.gapId()))
                .param("epoch", move.epoch())
                .param("expected", move.expectedVersion())
                .param("release", move.schemaVersion())
                .param("schema", state == null ? null : move.schemaVersion(), Types.INTEGER)
                .param("state", state, Types.VARCHAR)
                .param("hash", state == null ? null : hash(state), Types.BINARY)
                .query((row, number) -> new WalkCheckpoint(row.getLong("version"), row.getInt("schema_version"), null))
                .optional();
    }

    private static Map<String, Object> key(StreamId stream, String gap) {
        return Map.of("source", stream.source(), "account", stream.account(), "stream", stream.stream(), "gap", gap);
    }

    /** What is not what was stored is left out: the walk begins anew, which costs pages and no item. */
    private static WalkCheckpoint read(ResultSet row, WalkCheckpointClaim claim) throws SQLException {
        String state = row.getString("state");
        if (state != null && !Arrays.equals(hash(state), row.getBytes("content_hash"))) {
            LOG.error(
                    "walk-checkpoint-corrupt stream={} gap={} effect=\"the walk begins anew\"",
                    claim.stream(),
                    claim.gapId());
            state = null;
        }
        return of(row.getLong("version"), row.getInt("schema_version"), state);
    }

    private static WalkCheckpoint of(long version, int schema, @Nullable String state) {
        return new WalkCheckpoint(version, state == null ? 0 : schema, state);
    }

    private static byte[] hash(String state) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
