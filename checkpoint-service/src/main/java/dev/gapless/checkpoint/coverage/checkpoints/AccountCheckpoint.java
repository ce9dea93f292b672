package dev.gapless.checkpoint.coverage.checkpoints;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an account has come: the checkpoints of its streams.
 *
 * @param account {@code source/account}
 * @param openGaps of all its streams; null while the scheduler does not answer
 * @param updatedAt when a report of one of them came last; null before the first
 */
record AccountCheckpoint(
        String account,
        @Nullable Long openGaps,
        List<StreamCheckpoint> streams,
        @Nullable Instant updatedAt) {}
